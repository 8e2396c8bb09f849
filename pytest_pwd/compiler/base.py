"""Bases: where the weights that a compile starts from are, and the digests that name them."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pytest_pwd.compiler.recipe import EMBEDDED, Recipe
from pytest_pwd.digest import digest, file_digest
from pytest_pwd.errors import InputError

EMBEDDED_FOLDER = Path(__file__).with_name("embedded")
WEIGHTS = "*.safetensors"
CODE = ".py"
# What is fetched from a hub: never pickled weights, which can run code when they are read.
FETCHED = ["*.safetensors", "*.json", "*.txt", "*.model", "*.jinja"]


@dataclass(frozen=True, slots=True)
class Base:
    """A folder in the Hugging Face layout, and the digests of its weights and of its tokenizer."""

    name: str
    folder: Path
    weights: str
    tokenizer: str


def find_base(recipe: Recipe, root: Path, fetch: bool = True) -> Base:
    """Return the base that a recipe names: the embedded one, a folder (from ``root``), or a hub's.

    A hub is asked only if it isn't on this machine, and only to ``fetch`` it.

    Errors: InputError when it isn't there, has no safetensors, or brings code that wasn't asked for.
    """
    folder = _folder(recipe, root, fetch)
    weights = sorted(folder.glob(WEIGHTS))
    if not weights:
        raise InputError(
            f'the base "{recipe.base}" has no safetensors in {folder}; '
            "save it with model.save_pretrained(folder): pickled weights are never loaded"
        )
    _check_config(folder, recipe, root)
    # What is neither weights nor the model's own settings belongs to the tokenizer, as does code.
    others = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and (_is_tokenizers(path) or (recipe.trust_remote_code and path.suffix == CODE))
    )
    config = _digest_of(folder / "config.json")
    return Base(
        recipe.base, folder, digest([config, *map(_digest_of, weights)]), digest([*map(_digest_of, others)])
    )


def _digest_of(path: Path) -> str:
    now = path.stat()
    return _read_once(path, (now.st_size, now.st_mtime_ns, now.st_ino))


@cache  # gigabytes, and asked for at every step of the loop; a file that changes has another state
def _read_once(path: Path, state: tuple[int, ...]) -> str:
    return file_digest(path)


def _is_tokenizers(path: Path) -> bool:
    return path.suffix in {".json", ".txt", ".model"} and path.name.startswith(
        ("token", "vocab", "merges", "special", "added", "spiece", "sentencepiece")
    )


def file_at_hand(recipe: Recipe, root: Path, name: str) -> Path | None:
    """Return a file of a recipe's base, or None where it isn't on this machine: no hub is asked."""
    folder = local_folder(recipe, root)
    if folder or not is_hub_name(recipe.base):
        return folder / name if folder and (folder / name).is_file() else None
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    with suppress(HFValidationError):
        found = try_to_load_from_cache(recipe.base, name, revision=recipe.revision or None)
        return Path(found) if isinstance(found, str) else None
    return None


def end_token(recipe: Recipe, root: Path) -> str:
    """Return the text of the token that ends an answer; empty where none is named, or none is at hand."""
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        if path := file_at_hand(recipe, root, name):
            with suppress(OSError, ValueError, AttributeError):
                token = json.loads(path.read_text(encoding="utf-8")).get("eos_token")
                text = token.get("content") if isinstance(token, dict) else token
                if isinstance(text, str):
                    return text
    return ""


def is_hub_name(base: str) -> bool:
    """Say whether a base has a name that a hub could know: an owner, a slash and a name."""
    return base.count("/") == 1 and not base.startswith((".", "/", "~"))


def local_folder(recipe: Recipe, root: Path) -> Path | None:
    """Return the folder of a base that is no hub's, or None where there is no folder of that name."""
    if recipe.base == EMBEDDED:
        return EMBEDDED_FOLDER
    local = root / Path(recipe.base).expanduser()
    return local if local.is_dir() else None


def _folder(recipe: Recipe, root: Path, fetch: bool) -> Path:
    if local := local_folder(recipe, root):
        return local
    if not is_hub_name(recipe.base):
        missing = root / Path(recipe.base).expanduser()
        raise InputError(f'the base "{recipe.base}" isn\'t there: {missing} is no folder')
    return _fetched(recipe, fetch)


def _fetched(recipe: Recipe, fetch: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    wanted = [*FETCHED, f"*{CODE}"] if recipe.trust_remote_code else FETCHED

    def found(local: bool) -> Path:
        revision = recipe.revision or None
        return Path(
            snapshot_download(recipe.base, revision=revision, allow_patterns=wanted, local_files_only=local)
        )

    try:
        with suppress(LocalEntryNotFoundError):
            if _is_whole(folder := found(local=True)):
                return folder
        if not fetch:
            raise InputError(f'the base "{recipe.base}" isn\'t on this machine yet')
        return found(local=False)
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f'the base "{recipe.base}" isn\'t there: no folder of that name, and the hub answered: {reason}'
        ) from None


def _is_whole(folder: Path) -> bool:
    """Say if a folder has all weights: a tokenizer alone may have been fetched, or a download broken off."""
    shards: set[str] = set()
    for index in folder.glob("*.safetensors.index.json"):
        shards |= set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    return any(folder.glob(WEIGHTS)) and all((folder / shard).is_file() for shard in shards)


def _check_config(folder: Path, recipe: Recipe, root: Path) -> None:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f'the base "{recipe.base}" has no readable config.json in {folder}: {error}'
        ) from None
    if "auto_map" in config and not recipe.trust_remote_code:
        raise InputError(
            f'the base "{recipe.base}" wants to run code of its own (auto_map in its config.json); '
            "read that code, then set recipe.trust_remote_code and pin recipe.revision to allow it"
        )
    if recipe.trust_remote_code and not (recipe.revision or local_folder(recipe, root)):
        raise InputError(
            "recipe.trust_remote_code needs recipe.revision, so that the code can't change unseen"
        )
