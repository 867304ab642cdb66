"""Columns that nobody would export: an error or figures, and never the end of the process."""

import ctypes
import random
import struct
from typing import Any, TypeVar

import pyarrow as pa

from ecomodel import Estimator
from ecomodel import _library as lib

# A format may ask for more bytes of a buffer than the one it was made for has; what no receiver can
# see, an end beyond a buffer, is not tried.
SIZE = 1 << 16
FORMATS = "u U vu n b c C s S i I l L f g d:38,9 d:10 d:38,9,256 tdD tdm tss: tsu:UTC".split()
FORMATS += "tsn: z +s +l".split()
NAMES = (
    "model provider region kind accelerator replay time prompt completion total requests".split()
)
NAMES += "cached_prompt cache_read reasoning concurrency gpu_seconds accelerator_wh other".split()


Kept = TypeVar("Kept")


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.POINTER(Schema)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


def content(chance: random.Random) -> bytes:
    """A buffer: offsets that rise or fall, small numbers, views, text, anything."""
    match chance.randrange(6):
        case 0:
            rising = sorted(chance.randrange(SIZE) for _ in range(SIZE // 4))
            return struct.pack(f"{len(rising)}i", *rising)
        case 1:
            rising = sorted(chance.randrange(SIZE) for _ in range(SIZE // 8))
            return struct.pack(f"{len(rising)}q", *rising)
        case 2:
            falling = [chance.randrange(-5, 50) for _ in range(SIZE // 4)]
            return struct.pack(f"{len(falling)}i", *falling)
        case 3:
            views = (
                struct.pack("i", chance.choice((0, 5, 12, 13, 60, -1, 1 << 30)))
                + chance.randbytes(4)
                + struct.pack("2i", chance.choice((0, 1, -1, 9)), chance.choice((0, 7, -1, SIZE)))
                for _ in range(SIZE // 16)
            )
            return b"".join(views)
        case 4:
            return (b"gpt-4o-minieu-westopenai" * SIZE)[:SIZE]
        case _:
            return chance.randbytes(SIZE)


class Batch:
    """One damaged batch, with all that it points to."""

    def __init__(self, chance: random.Random, contents: list[bytes]) -> None:
        self.chance, self.contents = chance, contents
        self.kept: list[Any] = []
        self.rows = chance.choice((0, 1, 2, 50))
        count = chance.randrange(8)
        children = [self.column(chance.choice(FORMATS), chance.choice(NAMES)) for _ in range(count)]
        self.schema, self.array = self.column("+s" if chance.random() < 0.97 else "u", "")
        self.array.length = (
            self.rows if chance.random() < 0.9 else chance.choice((-1, 1 << 27, 1 << 62))
        )
        self.array.offset = 0 if chance.random() < 0.95 else 3
        self.schema.n_children = self.array.n_children = count
        if chance.random() < 0.03:
            self.schema.n_children = chance.choice((-1, count + 1, 1 << 40))
        if count:
            self.schema.children = self.keep(
                (ctypes.POINTER(Schema) * count)(
                    *(ctypes.pointer(schema) for schema, _ in children)
                )
            )
            self.array.children = self.keep(
                (ctypes.POINTER(Array) * count)(*(ctypes.pointer(array) for _, array in children))
            )

    def keep(self, value: Kept) -> Kept:
        self.kept.append(value)
        return value

    def column(self, form: str, name: str, depth: int = 0) -> tuple[Schema, Array]:
        chance = self.chance
        schema = self.keep(Schema(format=form.encode(), name=name.encode()))
        if chance.random() < 0.02:
            schema.format = None
        buffers = chance.choice((0, 1, 2, 2, 3, 3, 3, 4, 5))
        array = self.keep(Array(n_buffers=buffers, null_count=chance.choice((-1, 0, 3))))
        array.length = self.rows if chance.random() < 0.9 else chance.choice((0, 1, 60, -1))
        if depth == 0 and chance.random() < 0.01:
            array.length = 1 << 60
        array.offset = chance.choice((0, 0, 0, 1, 8, 50)) if chance.random() < 0.97 else -1
        if form == "vu" and buffers > 2:
            # The last one has the sizes of the characters' buffers.
            self.buffers(
                array,
                [
                    *(chance.choice(self.contents) for _ in range(buffers - 1)),
                    struct.pack("q", SIZE) * 8,
                ],
            )
        elif chance.random() < 0.97:
            self.buffers(array, chance.choices(self.contents, k=buffers))
        if depth == 0 and chance.random() < 0.2:
            inner = self.column(chance.choice(FORMATS), name, 1)
            schema.dictionary = ctypes.pointer(inner[0])
            if chance.random() < 0.95:
                array.dictionary = ctypes.pointer(inner[1])
        return schema, array

    def buffers(self, array: Array, contents: list[bytes]) -> None:
        addresses = [
            ctypes.addressof(self.keep(ctypes.create_string_buffer(content, len(content))))
            if self.chance.random() < 0.95
            else None
            for content in contents
        ]
        array.buffers = self.keep((ctypes.c_void_p * max(1, len(addresses)))(*addresses))


def run(enricher: int, batch: Batch) -> int:
    """How many rows have come out; 0 where the batch is refused."""
    out = ctypes.create_string_buffer(72), ctypes.create_string_buffer(80)
    message = ctypes.create_string_buffer(200)
    code: int = lib.enricher_run(
        enricher, ctypes.addressof(batch.schema), ctypes.addressof(batch.array), *out, message, 200
    )
    if code:
        assert code in (-2, -3)
        assert message.value
        return 0
    found = pa.RecordBatch._import_from_c(ctypes.addressof(out[1]), ctypes.addressof(out[0]))
    found.validate(full=True)
    assert found.num_rows == batch.rows
    return batch.rows


def test_ten_thousand_damaged_batches_give_codes_or_figures() -> None:
    chance = random.Random(17)
    eco = Estimator()
    contents = [content(chance) for _ in range(100)]
    figures = 0
    for _ in range(10):
        enricher = lib.enricher_new(eco._handle)
        for _ in range(1000):
            figures += run(enricher, Batch(chance, contents))
        lib.enricher_free(enricher)
    assert figures > 1000
