"""Watching of exactly the files and folders that the settings name, and of nothing else."""

import os
import queue
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from kalaka.content.sources import is_ignored
from kalaka.model.settings import Settings


class Watcher(FileSystemEventHandler):
    """Tells of changed inputs by their paths from the root. `cannot_watch` is called when it has to look for them."""

    def __init__(
        self, root: Path, changed: Callable[[Collection[str]], None], cannot_watch: Callable[[], None]
    ) -> None:
        self._root, self._tell, self._cannot_watch = root, changed, cannot_watch
        self._inputs: dict[str, str] = {}
        self._watches: dict[tuple[str, bool], ObservedWatch] = {}
        """By folder, and whether all below it is watched."""
        self._replaced: queue.SimpleQueue[str] = queue.SimpleQueue()
        """Folders that were deleted, moved or made, whose watches may be those of a folder that is gone."""
        self._observer: BaseObserver = Observer()
        self._observer.start()

    def follow(self, settings: Settings) -> None:
        """Watch all inputs that are there, and the places where others would appear."""
        self._inputs = {os.path.normpath(self._root / name): name for name in settings.inputs}
        folders = {(str(self._root), False)}
        folders |= {(path, True) if Path(path).is_dir() else (str(Path(path).parent), False) for path in self._inputs}
        wanted = {(path, is_deep) for path, is_deep in folders if Path(path).is_dir()}
        replaced = {self._replaced.get_nowait() for _ in range(self._replaced.qsize())}
        for key in [key for key in self._watches if key not in wanted or key[0] in replaced]:
            with suppress(KeyError, OSError):  # the folder is gone
                self._observer.unschedule(self._watches.pop(key))
        try:
            self._schedule(wanted)
        except OSError:
            if isinstance(self._observer, PollingObserver):
                raise
            self._cannot_watch()
            self._observer.stop()
            self._observer, self._watches = PollingObserver(), {}
            self._observer.start()
            self._schedule(wanted)

    def _schedule(self, wanted: Collection[tuple[str, bool]]) -> None:
        for key in set(wanted) - self._watches.keys():
            self._watches[key] = self._observer.schedule(self, key[0], recursive=key[1])

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell of a change of content; of a folder counts only that it comes or goes."""
        kinds = ("created", "moved", "deleted") if event.is_directory else ("created", "moved", "deleted", "modified")
        if event.event_type in kinds:
            paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
            for path in paths if event.is_directory else ():
                self._replaced.put(path)
            if inputs := {name for path in paths if (name := self._name(path))}:
                self._tell(inputs)

    def _name(self, path: str) -> str | None:
        """The path of an input from the root; None for other files, and for those of systems and editor programs."""
        for base, name in self._inputs.items():
            parts = Path(path).relative_to(base).parts if path == base or path.startswith(base + os.sep) else None
            if parts is not None and not any(map(is_ignored, parts)):
                return "/".join((name, *parts))
        return None

    def close(self) -> None:
        """End watching."""
        self._observer.stop()
