"""The word problems of `gsm_symbolic`: how each is recognised, and how it is worked out.

Every line was written from the words of a problem. Names are those that Reasoning-Gym has for its numbers;
`prices_0` is the first of several. Missing of its 85 problems are one that asks "how much more likely"
(percent, or percentage points?) and one in which prices are rounded first; another is here in two versions.
"""

from __future__ import annotations

TEMPLATES: tuple[tuple[str, str], ...] = (
    ("-graders at", "total_students - num_girls - absent_boys"),
    ("-page ", "total_pages - total_pages * fraction"),
    ("In [0-9]+ years? (?:his|her) .* will be", "age1 * mult - years"),
    ("TikTok|times as many .* friends as", "charlie_friends / mult1 * mult2"),
    ("be able to place on the", "total_items - capacity_per_tray * num_trays"),
    ("bought a new package of", "remaining + used_items - husband_package"),
    ("calories per .* how many calories did he", "volume * num_containers * calories"),
    ("can juggle", "total_balls * fraction_first * fraction_second"),
    ("collecting signatures", "goal - signatures1 - signatures2"),
    ("fewer .* than (?:he|she|they) ha", "first_amount + (first_amount - difference)"),
    ("fog bank", "total_distance / distance_per_interval * time_per_interval"),
    ("found half as many", "n + n / 2"),
    ("from a bin at the", "initial_amount - quantity * unit_price"),
    ("how many .* worth of .* should she bake", "num_jars * per_jar / per_pan"),
    ("is busy making", "total - n1 - n2"),
    ("of fence between them", "(total_fence - difference) / 2"),
    ("orbits the sun every", "relative_age * multiple - orbit_period"),
    ("piece puzzle", "puzzle1_pieces / 2 + puzzle2_pieces"),
    ("times the number of boys|times as many boys", "n_girls + n_girls * multiplier"),
    ("trying to decide whether to do (?:his|her)", "hours * hourly_rate - fee"),
    ("wants to exercise for", "(time1 + time2) * multiplier"),
    ("without being late", "total_time - library_time - station_time"),
    (" slew ", "initial_kills * fraction1 * multiplier * fraction2"),
    ("A loaf of", "n1 * price1 - n2 * price2"),
    ("an unknown number of", "total - n1 - n1 * mult"),
    ("apart in age", "(age1 + age1 + age_diff) / 2"),
    ("biggest waterslide", "length1 / speed1 - length2 / speed2"),
    ("bringing her total number of toys", "total_toys - building_blocks - stuffed_animals - stacking_rings"),
    ("does this family eat in one month", "(daily_servings1 + daily_servings2 + daily_servings3) * 30"),
    ("does this family eat in one week", "(daily_servings1 + daily_servings2 + daily_servings3) * 7"),
    ("emails a day", "(num_emails - num_emails * no_response_percent / 100) * workdays"),
    ("flower bed", "(bed_length / plant_spacing - owned_plants) * cost_per_plant"),
    (
        "gets paid .* every day, how much does (?:he|she) earn",
        "days_per_week * weeks_per_month * 12 * pay_per_day",
    ),
    ("has applied for help from", "total_cost - total_cost * fraction - current_amount"),
    ("how many days will the .* last", "num_slices / (slices_per_day + slices_per_day * multiplier)"),
    ("in the ratio of", "total_items * sugar_ratio / (sugar_ratio + water_ratio)"),
    ("is [0-9]+ square ([a-z]+)[.] .* is [0-9]+ \\1, what is the perimeter", "(area / length + length) * 2"),
    ("is holding graduation", "(total_seats - graduate_seats - faculty_seats) / graduate_seats"),
    ("of which have spots", "(spotted1 + spotted2) / (puppies1 + puppies2) * 100"),
    ("operates the cash register", "(base_rate + base_rate * multiplier) * 7"),
    ("points in one game of", "score1 + score1 * fraction + bonus"),
    ("times the number of .* did on", "day1_amount + day2_amount + day1_amount * multiplier"),
    ("to finish a .* and [0-9]+ minutes to finish a", "time1 * num1 + time2 * num2"),
    ("tubes of .* paint", "n1 * frac1 + n2 * mult1"),
    ("twins each found", "total_items - items_per_twin * 2 - unfound_items"),
    ("within a year", "field_size * density * (12 / months_per_harvest)"),
    ("I spill", "(initial_amount1 - spilled_amount) * water_fraction1 + initial_amount2 * water_fraction2"),
    ("a minute and saute", "total_amount / peel_rate + total_amount / batch_size * time_per_batch"),
    ("a rim of bond paper", "items1_count * item1_cost + items2_count * item2_cost + paper_cost"),
    (
        "favorite walking trail|the rate of speed that",
        "beach_time + sidewalk_distance / (beach_distance / beach_time * speed_multiplier)",
    ),
    ("has various hobbies", "total_students - hobby1_count - hobby2_count - hobby2_count * 2"),
    (
        "how many dozens? of eggs",
        "(eggs_per_day_first * days_first + eggs_per_day_second * days_second) / 12",
    ),
    ("more green|as many as the sum of", "(n1 + (n1 + n1 * p / 100)) * 2"),
    ("nutritional info", "(total_target - consumed) / calories * size / servings"),
    (
        "potted plants? on each of the",
        "num_ledges * plants_per_ledge + plants_received - num_ledges * plants_to_give",
    ),
    ("re-writ", "(alphabet_count * times_written + alphabet_count * fraction) * 2"),
    (
        "students playing .* and twice that number",
        "tennis_players + tennis_players * 2 + soccer_boys + soccer_girls",
    ),
    ("tripped over", "initial_count - initial_count * fraction_dropped + found_count - fake_count"),
    ("How many friends can (?:he|she) invite", "budget / (tokens + cost1 + cost2 * times) - 1"),
    (
        "How many slices of .* did they all eat",
        (
            "first_person_slices + (first_person_slices + second_person_extra) + (first_person_slices + "
            "second_person_extra + third_person_extra)"
        ),
    ),
    (
        "There are currently .* balls in the",
        "quantities_0 * prices_0 + quantities_1 * prices_1 + quantities_2 * prices_2",
    ),
    ("When the water is cold", "(time_cold * multiplier + extra_time) * distance - time_cold * distance"),
    (
        "bills?[.] .*How much money does .* have left",
        "num_bills * bill_value - num_items1 * price1 - num_items2 * price2",
    ),
    (
        "combined total of .* now has in the",
        "initial_amount + initial_amount * multiplier + bought_amount + (bought_amount - difference)",
    ),
    ("dozen .* which cost .* for .* per dozen", "n1 * p1 + n2 * p2 + n3 * p3"),
    (
        "favorite brand was sold out",
        "(base_price + base_price * percent_increase / 100) * usage_per_day * 7 + extra_price",
    ),
    ("is [0-9]+ square feet[.] .* is [0-9]+ yards", "(area / (length * 3) + length * 3) * 2"),
    (
        "is knitting winter wear",
        (
            "count * (skeins_per_item_0 + skeins_per_item_1 + skeins_per_item_2 + skeins_per_item_3 + "
            "skeins_per_item_4)"
        ),
    ),
    ("less than twice the amount each", "k1 * n1 + k2 * (n1 * 2 - n2)"),
    ("net proceeds", "price - price * fee1_percent / 100 - price * fee2_percent / 100 - loan"),
    (
        "of the class are .*leave early",
        (
            "total_students * percent_group1 / 100 + total_students * (100 - percent_group1) / 100 * "
            "percent_group23 / 100"
        ),
    ),
    (
        "pen pal",
        "(initial_penpals - lost_penpals) * letters_per_week * pages_per_letter * minutes_per_page / 60",
    ),
    (
        "shares of a stock",
        "num_shares * price_per_share * (100 + increase_pct) / 100 * (100 - decrease_pct) / 100",
    ),
    (
        "spools of thread",
        (
            "(light_color1_spools + dark_color1_spools) / (light_color1_spools + dark_color1_spools + "
            "light_color2_spools + dark_color2_spools) * 100"
        ),
    ),
    (
        "vending machines",
        "(total_spent * (100 - percent_change) / 100 - num_item1 * price1 / 100) / (price2 / 100)",
    ),
    ("will not go beyond her", "price + price * brokerage_fee / 100 + price * transfer_fee / 100 - budget"),
    (
        "with [0-9]/[0-9]+ occupied",
        "total_capacity - total_capacity * initial_fraction - daily_patients * 7 * period_weeks",
    ),
    (
        "-item quiz",
        (
            "total_questions * easy_percent / 100 * easy_correct_percent / 100 + total_questions * (100 - "
            "easy_percent) / 100 / 2"
        ),
    ),
    (
        "each infected person infects",
        "initial_infected * (infection_rate + 1) * (infection_rate + 1) * (infection_rate + 1)",
    ),
    ("went shopping for some athletic", "price1 + (price1 + price2) + price3 / 2 + (price4 - discount)"),
    (
        " selling .* for a fundraiser",
        (
            "(gingerbread_day1 + gingerbread_day1 + gingerbread_increase) * gingerbread_price + "
            "(apple_pie_day2 + apple_pie_day2 - apple_pie_difference) * apple_pie_price"
        ),
    ),
    (
        "apartment complexes",
        (
            "(first_complexes * apartments_per_complex + first_complexes * apartments_per_complex * (100 + "
            "percent_increase) / 100) * collections_per_week * rate_per_apartment"
        ),
    ),
    (
        "Easter egg hunt",
        (
            "num_dozen * 12 - found_first - found_first * multiplier - (found_first * multiplier - "
            "less_amount) - (found_first * multiplier - less_amount) * fraction"
        ),
    ),
    ("hours of TV in all", "(total_hours * 60 - hour1 * 60 * 2 - hour2 * 60 - min2 - hour3 * 60 * 2) / min1"),
    (
        "popping popcorn|kernels start popping",
        (
            "initial_kernels + initial_kernels * multiplier_2 + initial_kernels * multiplier_3 + "
            "initial_kernels * multiplier_3 / 2 + initial_kernels * multiplier_3 / 2 / 4"
        ),
    ),
)
"""A pattern that one problem alone matches, and its working; sorted by the number of steps."""
