"""The work of serving a language model with random weights, in PyTorch: prefill, decode, restore.

Energy does not depend on the weights of a dense model; of a mixture it does by how evenly tokens
choose experts, and here they choose at random. Layers, attention with shared keys, gated
feed-forward blocks and the output head are done; norms and positions, which cost little, are not.
"""

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from formula_v2 import Shape

Tensor = Any  # PyTorch need not be installed where this is checked


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
                self.random(a.hidden, qkv),
                self.random(a.heads * a.head_size, a.hidden),
                self.random(a.hidden, a.experts) if a.experts > 1 else None,
                [self.random(a.hidden, 2 * a.feed_forward) for _ in range(a.experts)],
                [self.random(a.feed_forward, a.hidden) for _ in range(a.experts)],
            )
            for _ in range(a.layers)
        ]
        self.head = self.random(a.hidden, a.vocabulary)

    def random(self, *size: int) -> Tensor:
        torch, scale = self.torch, 1 / math.sqrt(size[0])
        return torch.randn(*size, device=self.device, dtype=torch.bfloat16) * scale

    def wait(self) -> None:
        if self.device != "cpu":
            self.torch.cuda.synchronize()

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """A whole prompt attends to itself; a single query to all of its context."""
        torch, groups, prompt = self.torch, self.a.heads // self.a.kv_heads, q.shape[2] > 1
        if prompt:
            k, v = (t.repeat_interleave(groups, dim=1) for t in (k, v))
        else:  # the queries that share keys are rows of one product
            q = q.reshape(q.shape[0], self.a.kv_heads, groups, self.a.head_size)
        if fused := getattr(torch.nn.functional, "scaled_dot_product_attention", None):
            return fused(q, k, v, is_causal=prompt)
        scores = (q.float() @ k.float().transpose(2, 3)) / math.sqrt(self.a.head_size)
        if prompt:
            later = torch.ones_like(scores[0, 0], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, -math.inf)
        return (scores.softmax(dim=-1) @ v.float()).to(q.dtype)

    def feed(self, x: Tensor, router: Tensor, up: list[Tensor], down: list[Tensor]) -> Tensor:
        """x: tokens by hidden size."""
        torch = self.torch

        def expert(i: int, rows: Tensor) -> Tensor:
            gate, value = (rows @ up[i]).chunk(2, dim=-1)
            return (torch.nn.functional.silu(gate) * value) @ down[i]

        if router is None:
            return expert(0, x)
        weights, chosen = (x @ router).float().softmax(dim=-1).topk(self.a.chosen, dim=-1)
        out = torch.zeros_like(x)
        for i in range(self.a.experts):
            rows, place = (chosen == i).nonzero(as_tuple=True)
            if len(rows):
                share = weights[rows, place].unsqueeze(1).to(x.dtype)
                out.index_add_(0, rows, expert(i, x[rows]) * share)
        return out

    def forward(self, x: Tensor, contexts: list[tuple[Tensor, Tensor]] | None = None) -> Tensor:
        """x: batch by new tokens by hidden size. With contexts, these are what is attended to."""
        a = self.a
        batch, new, _ = x.shape
        heads = a.heads, a.kv_heads, a.kv_heads
        for index, (qkv, back, router, up, down) in enumerate(self.layers):
            mixed = (x @ qkv).view(batch, new, sum(heads), a.head_size).transpose(1, 2)
            q, k, v = mixed.split(heads, dim=1)
            if contexts is not None:
                k, v = contexts[index]
            seen = self.attend(q, k, v)
            if contexts is None:
                seen = seen.transpose(1, 2)
            x = x + seen.reshape(batch, new, -1) @ back
            x = x + self.feed(x.reshape(batch * new, -1), router, up, down).view(x.shape)
        return x[:, -1] @ self.head

    # ---- What is measured: each takes its memory and gives the work ------------------------------

    def prefill(self, tokens: int) -> Callable[[], object]:
        """One prompt."""
        x = self.random(1, tokens, self.a.hidden)
        return lambda: self.forward(x)

    def decode(self, batch: int, context: int) -> Callable[[], object]:
        """One token for each of so many sequences, each with a context of its own."""
        size = batch, self.a.kv_heads, context, self.a.head_size
        contexts = [(self.random(*size), self.random(*size)) for _ in range(self.a.layers)]
        x = self.random(batch, 1, self.a.hidden)
        return lambda: self.forward(x, contexts)

    def restore(self, tokens: int) -> Callable[[], object]:
        """Keys and values of a cached prompt come back from the host's memory."""
        torch, cuda = self.torch, self.device != "cpu"
        kept = torch.zeros(tokens * self.a.kv_bytes, dtype=torch.uint8, pin_memory=cuda)
        place = torch.empty_like(kept, device=self.device)
        return lambda: place.copy_(kept, non_blocking=True)
