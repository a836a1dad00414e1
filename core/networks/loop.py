"""The training loop, to be read top to bottom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Plan:
    learning_rate: float
    weight_decay: float
    batch_size: int
    max_epochs: int
    patience: int | None
    schedule: str = "cosine"


def train(network, loss, unit, training, validation, plan, generator, report):
    X, y = training
    n = len(X)
    n_batches = max(1, round(n / plan.batch_size))
    decay=[p for p in network.parameters() if p.ndim>1]; rest=[p for p in network.parameters() if p.ndim<=1]
    optimizer = torch.optim.AdamW([dict(params=decay,weight_decay=plan.weight_decay),dict(params=rest,weight_decay=0.)], lr=plan.learning_rate, fused=True)
    history=[]; best=math.inf; best_step=0; weights={}; lr=plan.learning_rate; bad=0; cuts=0
    total_steps=plan.max_epochs*n_batches; warm=min(20*n_batches//10, 100); step=0
    for epoch in range(1,plan.max_epochs+1):
        network.train()
        total=torch.zeros((), device=X.device)
        for rows in torch.randperm(n, generator=generator, device=X.device).tensor_split(n_batches):
            step+=1
            if plan.schedule=="cosine": f=0.5*(1+math.cos(math.pi*min(1,step/total_steps)))
            elif plan.schedule=="plateau": f=1.
            elif plan.schedule=="const": f=1.
            f*=min(1,step/max(warm,1))
            for gr in optimizer.param_groups: gr["lr"]=lr*f
            optimizer.zero_grad()
            l=loss(network(X[rows]),y[rows]); l.backward(); optimizer.step()
            total+=l.detach()*len(rows)
        rec={"step":epoch,"training":unit(total.item()/n)}
        if validation is not None:
            network.eval()
            with torch.no_grad(): v=loss(network(validation[0]),validation[1]).item()
            rec["validation"]=unit(v)
            if v<best:
                best=v;best_step=epoch;bad=0
                weights={k:t.clone() for k,t in network.state_dict().items()}
            else: bad+=1
        history.append(rec)
        if report: report(epoch,{k:v for k,v in rec.items() if k!="step"})
        if validation is not None and plan.patience and bad>=plan.patience:
            if plan.schedule=="plateau" and cuts<2:
                cuts+=1; lr*=0.2; bad=0; network.load_state_dict(weights)
            else: break
    if weights: network.load_state_dict(weights)
    return history,best_step or epoch
