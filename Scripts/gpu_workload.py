"""The work of serving a language model with random weights, in PyTorch: prefill, decode, restore.

Energy does not depend on the weights of a dense model as long as they are as varied as real ones;
of a mixture it does by how evenly tokens choose experts, and here they choose at random. Layers,
attention with shared keys, gated feed-forward blocks, norms and the output head are done;
positions, which cost little, are not.
"""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from formula_v2 import Shape

Tensor = Any  # PyTorch need not be installed where this is checked

BLOCKS = 256  # pieces of context at once, of all sequences: some two for each processor
SHORTEST = 256  # tokens in a piece


@dataclass(frozen=True)
class Architecture:
    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    feed_forward: int  # of one expert, where there are several
    vocabulary: int
    experts: int = 1
    chosen: int = 1  # experts per token

    @property
    def kv_bytes(self) -> int:
        return self.layers * self.kv_heads * self.head_size * 2 * 2

    @property
    def attention_parameters(self) -> int:
        return self.hidden * self.head_size * 2 * (self.heads + self.kv_heads)

    def parameters(self, experts: int) -> int:
        """With so many experts a layer; the embedding and the output head are two matrices."""
        block = self.attention_parameters + experts * 3 * self.hidden * self.feed_forward
        return self.layers * block + 2 * self.hidden * self.vocabulary

    @property
    def weight_bytes(self) -> int:
        return 2 * self.parameters(self.experts)

    @property
    def shape(self) -> Shape:
        """As the formula knows it."""
        return Shape(
            active=Fraction(self.parameters(self.chosen), 10**9),
            total=Fraction(self.parameters(self.experts), 10**9),
            bits=Fraction(16),
            kv=Fraction(self.kv_bytes),
            width=Fraction(self.layers * self.heads * self.head_size),
        )


ARCHITECTURES = {
    a.name: a
    for a in (
        Architecture("dense-8b", 32, 4096, 32, 8, 128, 14336, 128256),  # as Llama 3.1 8B
        Architecture("mixture-30b", 48, 2048, 32, 4, 128, 768, 151936, 128, 8),  # as Qwen3 30B-A3B
        Architecture("tiny-dense", 2, 64, 4, 2, 16, 128, 256),
        Architecture("tiny-mixture", 2, 64, 4, 2, 16, 32, 256, 8, 2),
    )
}


class Model:
    """An architecture's random weights on a device ("cuda" or "cpu")."""

    def __init__(self, architecture: Architecture, device: str) -> None:
        self.torch: Any = importlib.import_module("torch")
        self.a, self.device = architecture, device
        a = architecture
        qkv = (a.heads + 2 * a.kv_heads) * a.head_size
        self.layers = [
            (
                self.weights(a.hidden, qkv),
                self.weights(a.heads * a.head_size, a.hidden),
                self.weights(a.hidden, a.experts) if a.experts > 1 else None,
                self.weights(a.experts, a.hidden, 2 * a.feed_forward),
                self.weights(a.experts, a.feed_forward, a.hidden),
            )
            for _ in range(a.layers)
        ]
        self.head = self.weights(a.hidden, a.vocabulary)

    def random(self, *size: int) -> Tensor:
        return self.torch.randn(*size, device=self.device, dtype=self.torch.bfloat16)

    def weights(self, *size: int) -> Tensor:
        """What comes out is about as large as what goes in."""
        return self.random(*size).mul_(1 / math.sqrt(size[-2]))

    def wait(self) -> None:
        if self.device != "cpu":
            self.torch.cuda.synchronize()

    def release(self) -> None:
        """Memory that the last work had, in pieces too small for the next."""
        if self.device != "cpu":
            self.torch.cuda.empty_cache()

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """A whole prompt attends to itself."""
        torch, groups = self.torch, self.a.heads // self.a.kv_heads
        k, v = (t.repeat_interleave(groups, dim=1) for t in (k, v))
        if fused := getattr(torch.nn.functional, "scaled_dot_product_attention", None):
            return fused(q, k, v, is_causal=True)
        scores = (q.float() @ k.float().transpose(2, 3)) / math.sqrt(self.a.head_size)
        later = torch.ones_like(scores[0, 0], dtype=torch.bool).triu(1)
        return (scores.masked_fill(later, -math.inf).softmax(dim=-1) @ v.float()).to(q.dtype)

    def attend_back(self, q: Tensor, k: Tensor, v: Tensor, *, cut: bool) -> Tensor:
        """A single query attends to all of its context: as PyTorch chooses, or cut up, as servers
        do, because a long one in one piece keeps few processors busy."""
        kv, size = self.a.kv_heads, self.a.head_size
        batch, context = q.shape[0], k.shape[2]
        q = q.reshape(batch, kv, -1, size)  # the queries that share keys are rows of one product
        fused = getattr(self.torch.nn.functional, "scaled_dot_product_attention", None)
        if fused and not cut:
            return fused(q, k, v)
        pieces = 1
        while cut and pieces * batch * kv < BLOCKS and context % (2 * pieces * SHORTEST) == 0:
            pieces *= 2
        q = q.repeat_interleave(pieces, dim=1)
        k, v = (t.view(batch, kv * pieces, -1, size) for t in (k, v))
        out, weight = self.attend_piece(q, k, v)
        if pieces == 1:
            return out
        weight = weight.view(batch, kv, pieces, -1, 1).softmax(dim=2)
        return (out.view(batch, kv, pieces, -1, size) * weight).sum(dim=2).to(q.dtype)

    def attend_piece(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """With the logarithm of what each row's weights add up to."""
        if self.device != "cpu":
            fused = self.torch.ops.aten._scaled_dot_product_flash_attention
            out, weight, *_ = fused(q, k, v)
            return out, weight
        scores = (q.float() @ k.float().transpose(2, 3)) / math.sqrt(self.a.head_size)
        return (scores.softmax(dim=-1) @ v.float()).to(q.dtype), scores.logsumexp(dim=-1)

    def norm(self, x: Tensor) -> Tensor:
        """Without it numbers grow from layer to layer until they are none."""
        return self.torch.nn.functional.layer_norm(x, x.shape[-1:])

    def grouped(self, rows: Tensor, ends: Tensor, matrices: Tensor) -> Tensor:
        """Rows up to each end by that expert's own matrix."""
        if fused := getattr(self.torch.nn.functional, "grouped_mm", None):
            return fused(rows, matrices, offs=ends)
        groups = self.torch.tensor_split(rows, ends[:-1].long().cpu())
        products = [group @ matrix for group, matrix in zip(groups, matrices, strict=True)]
        return self.torch.cat(products)

    def feed(self, x: Tensor, router: Tensor, up: Tensor, down: Tensor) -> Tensor:
        """x: tokens by hidden size."""
        torch = self.torch

        def gated(both: Tensor) -> Tensor:
            gate, value = both.chunk(2, dim=-1)
            return torch.nn.functional.silu(gate) * value

        if router is None:
            return gated(x @ up[0]) @ down[0]
        shares, chosen = (x @ router).float().softmax(dim=-1).topk(self.a.chosen, dim=-1)
        experts, order = chosen.flatten().sort()  # places by their expert
        every = torch.arange(self.a.experts, device=self.device)
        ends = torch.searchsorted(experts, every, right=True).to(torch.int32)
        rows = x.index_select(0, order // self.a.chosen)
        out = self.grouped(gated(self.grouped(rows, ends, up)), ends, down)
        back = torch.empty_like(out).index_copy_(0, order, out).view(*chosen.shape, -1)
        return (back * shares.unsqueeze(-1).to(x.dtype)).sum(dim=1)

    def forward(
        self, x: Tensor, contexts: list[tuple[Tensor, Tensor]] | None = None, *, cut: bool = False
    ) -> Tensor:
        """x: batch by new tokens by hidden size. With contexts, these are what is attended to."""
        a = self.a
        batch, new, _ = x.shape
        heads = a.heads, a.kv_heads, a.kv_heads
        for index, (qkv, back, router, up, down) in enumerate(self.layers):
            mixed = (self.norm(x) @ qkv).view(batch, new, sum(heads), a.head_size).transpose(1, 2)
            q, k, v = mixed.split(heads, dim=1)
            if contexts is None:
                seen = self.attend(q, k, v).transpose(1, 2)
            else:
                seen = self.attend_back(q, *contexts[index], cut=cut)
            x = x + seen.reshape(batch, new, -1) @ back
            rows = self.norm(x).reshape(batch * new, -1)
            x = x + self.feed(rows, router, up, down).view(x.shape)
        return self.norm(x[:, -1]) @ self.head

    # ---- What is measured: each takes its memory and gives the work ------------------------------

    def prefill(self, tokens: int) -> Callable[[], object]:
        """One prompt."""
        x = self.random(1, tokens, self.a.hidden)
        return lambda: self.forward(x)

    def decode(self, batch: int, context: int, *, cut: bool) -> Callable[[], object]:
        """One token for each of so many sequences, each with a context of its own, cut or not."""
        size = batch, self.a.kv_heads, context, self.a.head_size
        contexts = [(self.random(*size), self.random(*size)) for _ in range(self.a.layers)]
        x = self.random(batch, 1, self.a.hidden)
        return lambda: self.forward(x, contexts, cut=cut)

    def decode_graph(self, batch: int, context: int, *, cut: bool) -> Callable[[], object]:
        """The same launched as servers do it: all kernels at once, not one by one."""
        torch, work = self.torch, self.decode(batch, context, cut=cut)
        apart = torch.cuda.Stream()
        apart.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(apart):  # what is done once is no part of a graph
            work()
        torch.cuda.current_stream().wait_stream(apart)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            work()

        def replay(_alive: object = work) -> None:  # the graph holds nothing of what it reads
            graph.replay()

        return replay

    def restore(self, tokens: int) -> Callable[[], object]:
        """Keys and values of a cached prompt come back from the host's memory, in one piece."""
        torch, cuda = self.torch, self.device != "cpu"
        place = self.random(tokens * self.a.kv_bytes // 2)
        kept = torch.empty(place.shape, dtype=place.dtype, pin_memory=cuda).copy_(place)
        return lambda: place.copy_(kept, non_blocking=True)

    def decode_beside(self, batch: int, context: int, tokens: int) -> Callable[[], object]:
        """A step, and during it so many cached tokens restored."""
        torch = self.torch
        step, copy = self.decode_graph(batch, context, cut=False), self.restore(tokens)
        apart = torch.cuda.Stream()

        def both() -> None:
            apart.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(apart):
                copy()
            step()
            torch.cuda.current_stream().wait_stream(apart)

        return both
