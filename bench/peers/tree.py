"""Builds the procurement tree with linopy and solves it with HiGHS.

usage: tree.py input.json output.json; the input is the tree in plain arrays and the solver's options.
"""

import json
import sys
import time

import linopy
import numpy as np
import xarray as xr


def path_terms(data):
    """For each (node, pool): signings on the path that serve there, as [node, pool, term] arrays padded by -1."""
    parent, stage, offers = data["parent"], data["stage"], data["offers"]
    node_count, pool_count = len(parent), len(data["ownedCapacity"])
    terms = []
    for node in range(node_count):
        here = [[] for _ in range(pool_count)]
        before = parent[node]
        while before >= 0:
            service, is_open = data["serviceByStage"][stage[before]], data["isOpen"][before]
            for k, offer in enumerate(offers):
                if is_open[k] and service[k][0] <= stage[node] < service[k][1]:
                    here[offer["pool"]].append((before, k, offer["blockSize"]))
            before = parent[before]
        terms.append(here)
    longest = max(len(t) for here in terms for t in here)
    nodes = np.full((node_count, pool_count, longest), -1)
    ks = np.zeros((node_count, pool_count, longest), dtype=int)
    sizes = np.zeros((node_count, pool_count, longest))
    for n, here in enumerate(terms):
        for g, signings in enumerate(here):
            if signings:
                nodes[n, g, : len(signings)], ks[n, g, : len(signings)], sizes[n, g, : len(signings)] = zip(*signings)
    return nodes, ks, sizes


def window_ends(data):
    """For each (node, offer) where the offer's window ends: all signings of it on the path."""
    parent, stage = data["parent"], data["stage"]
    found = []
    for node in range(len(parent)):
        for k in range(len(data["offers"])):
            if data["isOpen"][node][k] and not data["isOpenNext"][node][k]:
                path, before = [], node
                while before >= 0:
                    if data["isOpen"][before][k]:
                        path.append(before)
                    before = parent[before]
                found.append((k, path))
    return found


def build(data):
    stage = np.array(data["stage"])
    weight = np.array(data["probability"]) * data["discountPerStage"] ** stage
    classes, offers = data["classes"], data["offers"]
    blocks_max = np.array([o["blocksMax"] for o in offers], dtype=float)
    share = np.array([c["share"] for c in classes])
    market_limit = np.array([c["marketLimit"] for c in classes]) * share * data["startDemand"]
    nodes, pools = range(len(stage)), range(len(data["ownedCapacity"]))
    model = linopy.Model()
    n, k, g, w = nodes, range(len(offers)), pools, range(len(classes))
    coords = lambda **c: {key: list(value) for key, value in c.items()}
    is_open = xr.DataArray(np.array(data["isOpen"]), coords=coords(n=n, k=k), dims=["n", "k"])
    x = model.add_variables(
        0, xr.DataArray(blocks_max, coords=coords(k=k), dims=["k"]), coords=[list(n), list(k)], dims=["n", "k"], mask=is_open, name="x"
    )
    y = model.add_variables(0, coords=[list(n), list(g), list(w)], dims=["n", "g", "w"], name="y")
    q = model.add_variables(
        0, xr.DataArray(market_limit, coords=coords(w=w), dims=["w"]), coords=[list(n), list(w)], dims=["n", "w"], name="q"
    )
    u = model.add_variables(0, coords=[list(n), list(w)], dims=["n", "w"], name="u")

    at, ks, sizes = path_terms(data)
    labels = np.where(at >= 0, x.labels.values[at, ks], -1)
    signed = linopy.LinearExpression(
        xr.Dataset({"coeffs": (("n", "g", "_term"), -sizes), "vars": (("n", "g", "_term"), labels)}, coords=coords(n=n, g=g)), model
    )
    owned = np.array(data["ownedCapacity"])[:, stage].T
    model.add_constraints(
        y.sum("w") + signed <= xr.DataArray(owned, coords=coords(n=n, g=g), dims=["n", "g"]), name="capacity"
    )
    efficiency = xr.DataArray(np.array(data["efficiency"]), coords=coords(g=g, w=w), dims=["g", "w"])
    demand = xr.DataArray(np.array(data["demand"]), coords=coords(n=n, w=w), dims=["n", "w"])
    model.add_constraints((efficiency * y).sum("g") + q + u >= demand, name="demand")
    ends = window_ends(data)
    longest = max(len(path) for _, path in ends)
    end_labels = np.full((len(ends), longest), -1)
    for row, (offer, path) in enumerate(ends):
        end_labels[row, : len(path)] = x.labels.values[path, offer]
    rows = linopy.LinearExpression(
        xr.Dataset({"coeffs": (("r", "_term"), np.ones(end_labels.shape)), "vars": (("r", "_term"), end_labels)}), model
    )
    limits = np.array([blocks_max[offer] for offer, _ in ends])
    model.add_constraints(rows <= xr.DataArray(limits, dims=["r"]), name="blocks")

    probability = xr.DataArray(np.array(data["probability"]), coords=coords(n=n), dims=["n"])
    block_cost = xr.DataArray(np.array(data["blockCost"]), coords=coords(n=n, k=k), dims=["n", "k"])
    node_weight = xr.DataArray(weight, coords=coords(n=n), dims=["n"])
    market = xr.DataArray(
        np.outer(weight * np.array(data["marketFactor"]), [c["marketPrice"] for c in classes]), coords=coords(n=n, w=w), dims=["n", "w"]
    )
    loss = xr.DataArray(np.array([c["lossPrice"] for c in classes]), coords=coords(w=w), dims=["w"])
    model.add_objective(
        (probability * block_cost * x).sum()
        + (node_weight * data["operatingPrice"] * y).sum()
        + (market * q).sum()
        + (node_weight * loss * u).sum()
    )
    return model, x


def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    started = time.perf_counter()
    model, x = build(data)
    built = time.perf_counter()
    status, condition = model.solve(solver_name="highs", io_api="direct", log_to_console=False, **data.get("options", {}))
    solved = time.perf_counter()
    answer = {
        "status": f"{status} {condition}",
        "objective": float(model.objective.value) if status == "ok" else None,
        "buildSeconds": built - started,
        "solveSeconds": solved - built,
    }
    if status == "ok":
        solution = x.solution.fillna(0).values
        answer["root"] = solution[0].tolist()
        if data.get("wantsSignings"):
            answer["signings"] = solution.tolist()
    with open(sys.argv[2], "w") as file:
        json.dump(answer, file)


main()
