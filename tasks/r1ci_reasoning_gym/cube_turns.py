"""A cube of 3 x 3 x 3 cubies: its 54 stickers, what turns do to them, and a way to solve it.

Stickers are numbered face by face in the order up, left, front, right, back, down, each face row by row as a
net shows it. All functions serve reference programs as well, so they use nothing but each other.
"""

from __future__ import annotations

from functools import cache


@cache
def stickers() -> list[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """The place of each sticker's cubie, and the direction in which the sticker looks.

    x points to the right, y up, z to the front.
    """
    found = []
    steps = (-1, 0, 1)
    back = (1, 0, -1)
    found += [((x, 1, z), (0, 1, 0)) for z in steps for x in steps]
    found += [((-1, y, z), (-1, 0, 0)) for y in back for z in steps]
    found += [((x, y, 1), (0, 0, 1)) for y in back for x in steps]
    found += [((1, y, z), (1, 0, 0)) for y in back for z in back]
    found += [((x, y, -1), (0, 0, -1)) for y in back for x in back]
    found += [((x, -1, z), (0, -1, 0)) for z in back for x in steps]
    return found


@cache
def turn(name: str) -> tuple[int, ...]:
    """Where each sticker goes in a quarter turn.

    Args:
        name: A face, a middle layer (M, E, S), two layers (small letter) or the whole cube (x, y, z), and
            perhaps a prime for the other direction.
    """
    layers = {
        "R": (0, 1, (1,)), "L": (0, -1, (-1,)), "M": (0, -1, (0,)), "r": (0, 1, (0, 1)),
        "l": (0, -1, (-1, 0)),
        "U": (1, 1, (1,)), "D": (1, -1, (-1,)), "E": (1, -1, (0,)), "u": (1, 1, (0, 1)),
        "d": (1, -1, (-1, 0)),
        "F": (2, 1, (1,)), "B": (2, -1, (-1,)), "S": (2, 1, (0,)), "f": (2, 1, (0, 1)),
        "b": (2, -1, (-1, 0)),
        "x": (0, 1, (-1, 0, 1)), "y": (1, 1, (-1, 0, 1)), "z": (2, 1, (-1, 0, 1)),
    }  # fmt: skip
    axis, way, moved = layers[name[0]]
    way = -way if name.endswith("'") else way

    def turned(point: tuple[int, int, int]) -> tuple[int, int, int]:
        x, y, z = point
        if axis == 0:
            return (x, way * z, -way * y)
        if axis == 1:
            return (-way * z, y, way * x)
        return (way * y, -way * x, z)

    places = {sticker: number for number, sticker in enumerate(stickers())}
    return tuple(
        places[turned(place), turned(look)] if place[axis] in moved else number
        for number, (place, look) in enumerate(stickers())
    )


def after(colors: str, moves: list[str]) -> str:
    """The colours of all stickers after some turns."""
    now = list(colors)
    for move in moves:
        before = now[:]
        for number, goes in enumerate(turn(move)):
            now[goes] = before[number]
    return "".join(now)


def undone(moves: list[str]) -> list[str]:
    """The moves that undo some moves."""
    return [move[0] if move.endswith("'") else move + "'" for move in reversed(moves)]


@cache
def cycles(text: str) -> list[tuple[tuple[int, ...], list[str]]]:
    """Turns before, a sequence, the turns undone: all that differ, with where each sticker goes.

    Args:
        text: A sequence that moves three cubies of one kind and nothing else.
    """
    quarters = [face + prime for face in "UDLRFB" for prime in ("", "'")]
    identity = tuple(range(54))
    found: dict[tuple[int, ...], list[str]] = {}
    befores: list[tuple[tuple[int, ...], list[str]]] = [(identity, [])]
    setups = befores[:]
    for _ in range(3):
        further = []
        for goes, moves in befores:
            for move in quarters:
                if not moves or moves[-1][0] != move[0] or (moves[-1] == move and moves[-2:] != [move] * 2):
                    step = turn(move)
                    further.append((tuple([step[place] for place in goes]), [*moves, move]))
        setups += further
        befores = further
    # The same sequence, seen from other sides of the cube.
    sides = ("UDLRFB", "FBLRDU", "DULRBF", "BFLRUD", "RLUDFB", "LRDUFB", "UDFBRL", "UDBFLR", "UDRLBF")
    names = [text.translate(str.maketrans("UDLRFB", side)).split() for side in sides]
    for sequence in [*names, *map(undone, names)]:
        middle = identity
        for move in sequence:
            step = turn(move)
            middle = tuple([step[place] for place in middle])
        for goes, moves in setups:
            back = [0] * 54
            for place, gone in enumerate(goes):
                back[gone] = place
            whole = tuple([back[middle[place]] for place in goes])
            if whole not in found:
                found[whole] = [*moves, *sequence, *undone(moves)]
    return list(found.items())


def homes(colors: str) -> list[int]:
    """Where each sticker belongs, by the colours of its cubie and of the middles of the faces."""
    cubies: dict[tuple[int, int, int], list[int]] = {}
    for number, (place, _) in enumerate(stickers()):
        cubies.setdefault(place, []).append(number)
    middles = {colors[9 * face + 4]: face for face in range(6)}
    faces = {frozenset(number // 9 for number in cubie): cubie for cubie in cubies.values()}
    home = [0] * 54
    for cubie in cubies.values():
        belongs = faces[frozenset(middles[colors[number]] for number in cubie)]
        for number in cubie:
            face = middles[colors[number]]
            home[number] = next(other for other in belongs if other // 9 == face)
    return home


def solving(colors: str) -> list[str]:
    """Moves that solve a cube: edges first, then corners, by sequences that move three cubies each."""
    edge, corner = "R R U R U R' U' R' U' R' U R'", "R U' L' U R' U' L U"
    moves: list[str] = []
    upright = [number for number in range(54) if number % 9 in (1, 3, 5, 7)]
    home = homes(colors)
    # Three cubies can be moved only where the edges make an even permutation; a quarter turn changes that.
    seen: set[int] = set()
    rounds = 0
    for start in upright:
        place = start
        length = 0
        while place not in seen:
            length += 1
            seen.add(place)
            # Both stickers of an edge are one cubie.
            seen.add(
                next(
                    other
                    for other in upright
                    if other != place and stickers()[other][0] == stickers()[place][0]
                )
            )
            place = home[place]
        rounds += max(length - 1, 0)
    if rounds % 2:
        moves.append("U")
    for sequence, kind in ((edge, (1, 3, 5, 7)), (corner, (0, 2, 6, 8))):
        places = [number for number in range(54) if number % 9 in kind]
        for _ in range(40):
            home = homes(after(colors, moves))
            wrong = {number for number in places if home[number] != number}
            if not wrong:
                break
            best, chosen = -10_000, ["U"]
            for goes, made in cycles(sequence):
                # Where no step is a gain, one that takes up wrong cubies makes the next one a gain.
                touched = [number for number in places if goes[number] != number]
                gain = sum((goes[number] == home[number]) - (number == home[number]) for number in touched)
                worth = 100 * gain + sum(number in wrong for number in touched)
                if worth > best:
                    best, chosen = worth, made
            moves = [*moves, *chosen]
    return moves
