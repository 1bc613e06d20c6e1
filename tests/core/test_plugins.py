"""Plugins are loaded one by one, whole or not at all, and never silently."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.descriptors import ModelDescriptor, TaskDescriptor
from r1ci_bench.discovery import FoundPlugin, find_plugins
from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OURS = FoundPlugin("agents", "r1ci_bench.agents.plugin", "r1ci-bench", "1.0")


def origin(name: str, distribution: str = "acme-tasks") -> FoundPlugin:
    return FoundPlugin(name, f"acme.{name}", distribution, "2.0")


def task(name: str, entry: str = "acme.tasks:Task") -> TaskDescriptor:
    return TaskDescriptor(id=name, version="1", entry=entry, summary="A task.", capabilities=("reasoning",))


def plugin_with(*tasks: TaskDescriptor, **hooks: Any) -> object:
    @hookimpl
    def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
        for descriptor in tasks:
            register(descriptor)

    return module_with(register_tasks=register_tasks, **hooks)


def module_with(**hooks: Any) -> ModuleType:
    module = ModuleType("acme")
    vars(module).update(hooks)
    return module


class TestAdding:
    def test_registers_what_the_plugin_describes_with_its_origin(self) -> None:
        plugins = Plugins()
        assert plugins.add(origin("one"), plugin_with(task("acme/one"))) is None
        registered = plugins.tasks.get("acme/one")
        assert registered.descriptor.id == "acme/one"
        assert str(registered.origin) == "one (acme-tasks 2.0)"

    def test_refuses_a_duplicate_id_and_names_both_origins(self) -> None:
        plugins = Plugins()
        plugins.add(origin("one"), plugin_with(task("acme/same")))
        failure = plugins.add(
            origin("two", "other-tasks"), plugin_with(task("acme/same"), task("acme/other"))
        )
        assert failure is not None
        assert "already registered by one (acme-tasks 2.0)" in failure.reason
        with pytest.raises(UsageError, match=r"one \(acme-tasks 2\.0\) and by two \(other-tasks 2\.0\)"):
            plugins.tasks.get("acme/same")

    def test_a_refused_plugin_leaves_nothing_behind(self) -> None:
        plugins = Plugins()
        plugins.add(origin("one"), plugin_with(task("acme/same")))
        second = plugin_with(task("acme/other"), task("acme/same"))
        plugins.add(origin("two"), second)
        assert "acme/other" not in plugins.tasks
        assert not plugins.manager.is_registered(second)

    def test_refuses_an_id_that_one_plugin_registers_twice(self) -> None:
        plugins = Plugins()
        failure = plugins.add(origin("one"), plugin_with(task("acme/same"), task("acme/same")))
        assert failure is not None
        assert "twice" in failure.reason

    def test_refuses_a_misspelt_hook(self) -> None:
        @hookimpl
        def register_taks(register: object) -> None: ...

        plugins = Plugins()
        module = plugin_with(task("acme/one"), register_taks=register_taks)
        failure = plugins.add(origin("one"), module)
        assert failure is not None
        assert "register_taks" in failure.reason
        assert not plugins.manager.is_registered(module)

    def test_refuses_a_hook_with_a_wrong_argument(self) -> None:
        @hookimpl
        def register_models(registrar: object) -> None: ...

        failure = Plugins().add(origin("one"), module_with(register_models=register_models))
        assert failure is not None
        assert "PluginValidationError" in failure.reason

    def test_refuses_a_descriptor_of_another_kind(self) -> None:
        model = ModelDescriptor(id="acme", version="1", entry="a:b", summary="", example="acme/x")
        failure = Plugins().add(origin("one"), plugin_with(model))  # type: ignore[arg-type]
        assert failure is not None
        assert "takes a TaskDescriptor" in failure.reason

    def test_records_a_module_that_cannot_be_imported(self) -> None:
        plugins = Plugins()
        failure = plugins.add(origin("absent"))
        assert failure is not None
        assert failure.reason == "ModuleNotFoundError: No module named 'acme'"
        assert plugins.failures == [failure]

    @pytest.mark.parametrize("error", ["SystemExit(3)", "Mute()"])
    def test_survives_whatever_a_module_raises(
        self, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mute = "class Mute(Exception):\n    def __str__(self): raise ValueError\n"
        (tmp_path / "acme_rude.py").write_text(f"{mute}raise {error}\n")
        monkeypatch.syspath_prepend(tmp_path)
        failure = Plugins().add(FoundPlugin("rude", "acme_rude", "acme-rude", "1"))
        assert failure is not None
        assert failure.reason.startswith(error.split("(", maxsplit=1)[0])


class TestLookingUp:
    def test_an_unknown_id_brings_near_misses(self) -> None:
        plugins = Plugins()
        plugins.add(origin("one"), plugin_with(task("symbench/game24")))
        with pytest.raises(UsageError) as caught:
            plugins.tasks.get("symbench/gam24")
        assert caught.value.hint == "did you mean 'symbench/game24'?"

    def test_an_unknown_id_mentions_broken_plugins(self) -> None:
        plugins = Plugins()
        plugins.add(origin("absent"))
        with pytest.raises(UsageError) as caught:
            plugins.tasks.get("acme/one")
        assert caught.value.hint is not None
        assert "absent (acme-tasks 2.0) is broken" in caught.value.hint

    def test_loading_names_the_extra_that_is_missing(self) -> None:
        plugins = Plugins()
        descriptor = TaskDescriptor(
            id="acme/one",
            version="1",
            entry="acme_absent:Task",
            summary="",
            extras=("heavy",),
            capabilities=(),
        )
        plugins.add(origin("one"), plugin_with(descriptor))
        with pytest.raises(SetupError) as caught:
            plugins.tasks.load("acme/one")
        assert caught.value.hint == 'pip install "acme-tasks[heavy]"'

    def test_registering_imports_nothing(self) -> None:
        Plugins().add(origin("one"), plugin_with(task("acme/one", "r1ci_never_imported:Task")))
        assert "r1ci_never_imported" not in sys.modules


class TestBuilding:
    def test_ours_are_loaded_without_being_named(self) -> None:
        plugins = build_plugin_manager(select="")
        assert {plugin.distribution for plugin in plugins.loaded} == {"r1ci-bench"}
        assert "symbench/game24" in plugins.tasks
        assert {"all-text", "all-code", "code-interpreter", "codesteer"} <= set(plugins.agents.ids())
        assert {"jail", "unsafe"} <= set(plugins.sandboxes.ids())
        assert {"openai", "reference", "baseline", "scripted"} <= set(plugins.models.ids())

    def test_a_broken_stranger_is_a_failure_not_an_error(self) -> None:
        plugins = build_plugin_manager(found=[OURS, origin("absent")])
        assert [failure.plugin.name for failure in plugins.failures] == ["absent"]

    @pytest.mark.parametrize("name", ["absent", "acme-tasks"])
    def test_a_broken_plugin_that_was_selected_is_fatal(self, name: str) -> None:
        with pytest.raises(SetupError, match="absent"):
            build_plugin_manager(select=name, found=[OURS, origin("absent")])

    def test_a_selected_plugin_that_is_not_installed_is_fatal_with_near_misses(self) -> None:
        with pytest.raises(SetupError) as caught:
            build_plugin_manager(select="acme-task", found=[OURS, origin("absent")])
        assert caught.value.hint == "did you mean 'acme-tasks'?"

    @pytest.mark.parametrize("name", ["acme-tasks", "Acme_Tasks", "acme.tasks"])
    def test_a_distribution_is_selected_however_its_name_is_written(self, name: str) -> None:
        with pytest.raises(SetupError, match="is broken"):
            build_plugin_manager(select=name, found=[OURS, origin("absent")])

    def test_no_plugins_means_none_but_ours(self) -> None:
        plugins = build_plugin_manager(third_party=False, found=[OURS, origin("absent")])
        assert plugins.failures == []
        assert plugins.loaded == [OURS]

    def test_two_builds_share_nothing(self) -> None:
        first, second = build_plugin_manager(select=""), build_plugin_manager(select="")
        first.add(origin("one"), plugin_with(task("acme/one")))
        assert "acme/one" not in second.tasks


class TestDiscovery:
    @staticmethod
    def install(folder: Path, name: str, version: str, entry_points: str) -> None:
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(entry_points)

    def test_reads_our_group_only(self, tmp_path: Path) -> None:
        text = (
            "[console_scripts]\nx = y:z\n\n"
            "[r1ci_bench]\n# ours\none = acme.one\ntwo=acme.two [extra]\n"
            "[other]\nq = w\n"
        )
        self.install(tmp_path, "acme_tasks", "1.5", text)
        found = find_plugins([str(tmp_path)])
        assert [(p.name, p.module, p.distribution, p.version) for p in found] == [
            ("one", "acme.one", "acme-tasks", "1.5"),
            ("two", "acme.two", "acme-tasks", "1.5"),
        ]

    def test_a_distribution_further_down_the_path_is_shadowed(self, tmp_path: Path) -> None:
        self.install(tmp_path / "a", "acme", "2", "[r1ci_bench]\none = acme.one\n")
        self.install(tmp_path / "b", "acme", "1", "[r1ci_bench]\none = acme.old\nolder = acme.older\n")
        found = find_plugins([str(tmp_path / "a"), str(tmp_path / "b")])
        assert [(p.module, p.version) for p in found] == [("acme.one", "2")]

    def test_a_zip_on_the_path_is_asked_through_the_library(self, tmp_path: Path) -> None:
        import zipfile

        self.install(tmp_path / "a", "acme", "2", "[r1ci_bench]\none = acme.one\n")
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
            archive.writestr(
                "zipped-3.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 3\n"
            )
            archive.writestr("zipped-3.dist-info/entry_points.txt", "[r1ci_bench]\nz = zipped.plugin\n")
        found = find_plugins([str(tmp_path / "a"), str(tmp_path / "b.zip")])
        assert [(p.name, p.distribution, p.version) for p in found] == [
            ("one", "acme", "2"),
            ("z", "zipped", "3"),
        ]

    def test_agrees_with_the_library_on_what_is_installed(self) -> None:
        from importlib import metadata

        expected = {(entry.name, entry.value) for entry in metadata.entry_points(group="r1ci_bench")}
        assert {(plugin.name, plugin.module) for plugin in find_plugins()} == expected
