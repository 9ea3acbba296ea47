"""Carries quoted rules out on given paths month by month with NumPy, all paths of a chunk at once.

usage: replay.py input.json output.json; arrays are base64 of float64. Deliveries, losses, the forecasts of each state of
knowledge and contract series are handed over ready; which state a path is in, decisions, dispatch, churn, money and
figures are found and timed here.
"""

import base64
import json
import sys
import time

import numpy as np


def array(field):
    return np.frombuffer(base64.b64decode(field["base64"]), dtype=np.float64).reshape(field["shape"])


class Chunk:
    """Some of the paths, and what they have come to under one rule."""

    def __init__(self, data, first, last, rule):
        self.d, self.rule, self.n = data, rule, last - first
        months = data["months"]
        part = lambda name: data[name][first:last]
        self.multiple, self.regime = part("multiple"), part("regime").astype(int)
        self.efficiency = part("efficiency")
        self.seen = {"demandMultiple": self.multiple, "supplyRegime": self.regime}
        self.seen["expectedLogGrowthPerYear"] = part("expectedLogGrowthPerYear")
        self.market_units, self.market_usd = part("marketUnits"), part("marketUsd")
        self.late, self.stop = part("late").astype(int), part("stop")
        zeros = lambda *shape: np.zeros((self.n, *shape))
        self.capacity, self.end_usd, self.after = zeros(months), zeros(months), zeros()
        self.holdings = []
        self.signed = zeros(len(data["offers"]))
        self.churn = zeros(len(data["churn"]))
        self.liquidity = np.full(self.n, data["money"]["opening"])
        self.trough, self.trough_month = self.liquidity.copy(), zeros()
        self.drawn, self.value, self.cash, self.penalty, self.research = zeros(), zeros(), zeros(), zeros(), zeros()
        self.cost, self.hours, self.first_speed_hours = zeros(), zeros(), zeros()
        self.short_months, self.short_time = zeros(), zeros()
        self.run, self.longest, self.runs = zeros(), zeros(), zeros()
        self.asked, self.unserved, self.stranded = zeros(), zeros(), zeros()
        quarters = (months + 2) // 3
        self.short_by_quarter, self.unserved_by_quarter = zeros(quarters), zeros(quarters)
        self.gap, self.money = zeros(months), zeros(months)
        ranks = len(data["ranks"][0])
        self.use, self.served_by_tier = zeros(months, ranks), np.zeros((ranks, months))
        self.asked_by_month, self.unserved_by_month = np.zeros(months), np.zeros(months)
        self.contract_paid = np.zeros(len(data["offers"]))

    def simulate(self):
        stages = {month: stage for stage, month in enumerate(self.d["stages"])}
        for month in range(self.d["months"]):
            if month in stages and self.rule["load"] != "none":
                self.decide(month, stages[month])
            self.month(month)
        self.close()

    def decide(self, month, stage):
        d, offers = self.d, self.d["offers"]
        stages, last = d["stages"], d["months"] - 1
        following = stages[stage + 1] if stage + 1 < len(stages) else d["months"]
        targets = [min(last, following + offer["lead"]) for offer in offers]
        columns = sorted(set(targets))
        column = {target: index for index, target in enumerate(columns)}
        held, firm = self.ahead(month, columns)
        forecast = d["means" if self.rule["isMean"] else "medians"][self.node(month, stage)]
        wanted = np.stack([self.wanted(self.multiple[:, month] * forecast[:, c - month]) for c in columns], axis=1)
        for regime in range(3):
            paths = np.nonzero(self.regime[:, month] == regime)[0]
            for o in d["order"][regime] if len(paths) else []:
                offer, at = offers[o], column[targets[o]]
                if offer["price"] > d["priceMax"] or month + offer["lead"] > last:
                    continue
                gap = self.rule["all"] * wanted[paths, at] - held[paths, at]
                if not offer["isFlexible"]:
                    gap = np.minimum(gap, self.rule["firm"] * wanted[paths, at] - firm[paths, at])
                most = offer["blocks"] - self.signed[paths, o]
                blocks = np.maximum(0, np.minimum(most, np.floor(gap / offer["blockUnits"] + 0.5)))
                some = blocks > 0
                if not some.any():
                    continue
                signing, count = paths[some], blocks[some]
                added = count[:, None] * offer["blockUnits"] * d["nominal"][o, stage][columns]
                held[signing] += added
                if not offer["isFlexible"]:
                    firm[signing] += added
                self.sign(o, stage, signing, count)

    def node(self, month, stage):
        """Which state of knowledge each path is in."""
        found = np.zeros(self.n, dtype=int)
        for node in self.d["nodes"][stage]:
            holds = np.ones(self.n, dtype=bool)
            for condition in node["conditions"]:
                value = self.seen[condition["observable"]][:, month]
                if condition["atLeast"] is not None:
                    holds &= value >= condition["atLeast"]
                if condition["below"] is not None:
                    holds &= value < condition["below"]
            found[holds] = node["forecast"]
        return found

    def ahead(self, month, columns):
        """Reference GPUs held in the months of the columns as far as can be seen: all, and what is firm."""
        d, months = self.d, np.array(columns)
        held, firm = np.zeros((self.n, len(columns))), np.zeros((self.n, len(columns)))
        for o, stage, paths, count in self.holdings:
            late, stop, offer = self.late[paths, o], self.stop[paths, o, stage], d["offers"][o]
            is_seen = d["inService"][o, stage][late] <= month
            fraction = np.where(is_seen[:, None], d["fraction"][o, stage][late][:, months], d["nominal"][o, stage][months])
            units = count[:, None] * offer["blockUnits"] * fraction
            units = np.where((stop <= month)[:, None] & (months >= stop[:, None]), 0, units)
            held[paths] += units
            if not offer["isFlexible"]:
                firm[paths] += units
        return held, firm

    def wanted(self, multiple):
        total = 0.0
        for w, workload in enumerate(self.d["workloads"]):
            here = workload["busy"] * multiple * (1 - self.churn[:, w]) + workload["fixed"]
            total = total + here * (workload["peak"] if self.rule["load"] == "peak" else 1)
        return total

    def sign(self, o, stage, paths, count):
        d, late, stop = self.d, self.late[paths, o], self.stop[paths, o, stage]
        share = count / d["offers"][o]["blocks"]
        serves = np.arange(d["months"]) < stop[:, None]
        self.capacity[paths] += share[:, None] * d["units"][o] * np.where(serves, d["fraction"][o, stage][late], 0)
        fees = share[:, None] * np.where(serves, d["usd"][o, stage][late], 0)
        self.end_usd[paths] += fees
        self.contract_paid[o] -= fees.sum()
        after = d["after"][o, stage][late, self.regime[paths, d["months"]]]
        self.after[paths] += np.where(stop < d["months"], 0, share * after)
        self.signed[paths, o] += count
        self.holdings.append((o, stage, paths, count))

    def month(self, month):
        d = self.d
        ranks, loads = d["ranks"][month], d["loads"]
        factor = d["discount"][month + 1]
        margin, research, spent, served_units = 0.0, 0.0, np.zeros(self.n), 0.0
        asked_mean, unserved_mean, short = 0.0, 0.0, np.zeros(self.n)
        growing = [[0.0, 0.0] for _ in d["workloads"]]
        for load in loads:
            left, market = self.capacity[:, month].copy(), self.market_units[:, month].copy()
            price, protected_asked, protected_served = self.market_usd[:, month], 0.0, 0.0
            for r, rank in enumerate(ranks):
                w = rank["workload"]
                asked = rank["units"] * load["ofMean"][w]
                if rank["isGrowing"]:
                    stayed = 1 - self.churn[:, w] if rank["hasChurn"] else 1
                    asked = asked * self.multiple[:, month] * stayed
                else:
                    asked = np.full(self.n, asked)
                taken = np.minimum(left, asked)
                left -= taken
                wanted = asked - taken
                bought = np.where(rank["worth"] > price, np.minimum(market, wanted), 0)
                market -= bought
                wanted -= bought
                self.use[:, month, r] += load["time"] * taken
                spent += load["time"] * bought * price
                served = np.where(wanted > 0, asked - wanted, asked)
                units = load["time"] * served
                self.served_by_tier[r, month] += units.sum()
                served_units = served_units + units
                if rank["isCash"]:
                    margin = margin + units * rank["value"]
                else:
                    research = research + units * rank["value"]
                if rank["isGrowing"]:
                    growing[w][0] = growing[w][0] + load["time"] * asked
                    growing[w][1] = growing[w][1] + units
                if rank["isProtected"]:
                    protected_asked, protected_served = protected_asked + asked, protected_served + served
            unserved = np.maximum(0, protected_asked - protected_served - 1e-9 * protected_asked)
            asked_mean, unserved_mean = asked_mean + load["time"] * protected_asked, unserved_mean + load["time"] * unserved
            gap = unserved - d["shortageFraction"] * protected_asked
            short += np.where(gap > 0, load["time"], 0)
            self.gap[:, month] = np.maximum(self.gap[:, month], gap)
        self.record_shortage(month, short, asked_mean, unserved_mean)
        self.hours += served_units * factor
        self.first_speed_hours += served_units * factor * self.efficiency[:, month]
        self.research += research * factor
        self.value += research * factor
        self.lose_customers(growing)
        self.move(margin - spent + self.end_usd[:, month] - d["money"]["fixed"], month, factor)
        self.cost += (spent - self.end_usd[:, month]) * factor
        self.money[:, month] = self.liquidity

    def record_shortage(self, month, short, asked, unserved):
        quarter, is_short = month // 3, short > 0
        self.short_time += short
        self.short_by_quarter[:, quarter] += short / 3
        self.asked += asked
        self.unserved += unserved
        self.asked_by_month[month], self.unserved_by_month[month] = asked.sum(), unserved.sum()
        self.unserved_by_quarter[:, quarter] += np.where(asked > 0, unserved / asked, 0) / 3
        self.run = np.where(is_short, self.run + 1, 0)
        self.short_months += is_short
        self.runs += self.run == 1
        self.longest = np.maximum(self.longest, self.run)

    def lose_customers(self, growing):
        for w, churn in enumerate(self.d["churn"]):
            if churn is None:
                continue
            asked, served = growing[w]
            lost = self.churn[:, w]
            unserved = np.where(asked > 0, (1 - lost) * np.maximum(0, 1 - served / asked), 0)
            following, before = lost * churn["recovery"], 0.0
            for depth, loss in zip([*churn["depths"], 1], churn["losses"]):
                in_band = np.minimum(unserved, depth - before)
                following = following + loss * in_band
                unserved, before = unserved - in_band, depth
            self.churn[:, w] = np.minimum(1, following)

    def move(self, usd, month, factor):
        money = self.d["money"]
        self.liquidity = self.liquidity + usd
        self.cash += usd * factor
        self.value += usd * factor
        is_lower = self.liquidity < self.trough
        self.trough = np.where(is_lower, self.liquidity, self.trough)
        self.trough_month = np.where(is_lower, month, self.trough_month)
        need = np.maximum(self.drawn, -self.liquidity)
        within = np.minimum(need, money["credit"]) - np.minimum(self.drawn, money["credit"])
        penalty = (money["within"] * within + money["beyond"] * (need - self.drawn - within)) * factor
        self.penalty -= penalty
        self.value -= penalty
        self.drawn = need

    def close(self):
        d = self.d
        self.value += self.after
        self.cost -= self.after
        by_offer = {}
        for o, stage, paths, count in self.holdings:
            units = by_offer.setdefault(o, np.zeros((self.n, d["months"])))
            serves = np.arange(d["months"]) < self.stop[paths, o, stage][:, None]
            share = count[:, None] / d["offers"][o]["blocks"] * d["units"][o]
            units[paths] += share * np.where(serves, d["fraction"][o, stage][self.late[paths, o]], 0)
        held = np.where(self.capacity > 0, self.capacity, 1)
        used = np.minimum(1, self.use.sum(axis=2) / held)
        self.contract_months, self.contract_used, self.contract_stranded = {}, {}, {}
        for o, units in by_offer.items():
            price = d["offers"][o]["usdPerUnit"]
            is_worth = np.array([[rank["value"] >= price for rank in ranks] for ranks in d["ranks"]])
            worth = np.where(is_worth, self.use, 0).sum(axis=2)
            stranded = (units * price * np.maximum(0, 1 - worth / held)).sum(axis=1)
            self.stranded += stranded
            self.contract_stranded[o] = stranded.sum()
            self.contract_months[o], self.contract_used[o] = units.sum(), (units * used).sum()


def run(data, rules, chunk_paths):
    """Seconds, and means by rule."""
    count = data["multiple"].shape[0]
    started, found = time.perf_counter(), []
    for rule in rules:
        chunks = [Chunk(data, first, min(count, first + chunk_paths), rule) for first in range(0, count, chunk_paths)]
        sums = np.zeros(7)
        for chunk in chunks:
            chunk.simulate()
            parts = (chunk.value, chunk.stranded, chunk.short_time, chunk.penalty, chunk.signed)
            sums += [part.sum() for part in (*parts, chunk.first_speed_hours, chunk.contract_paid)]
        found.append(list(sums / count))
    return time.perf_counter() - started, found


def main():
    with open(sys.argv[1]) as file:
        read = json.load(file)
    data = {name: array(field) if isinstance(field, dict) and "base64" in field else field for name, field in read.items()}
    tried = {size: run(data, read["rules"], size) for size in read["chunkPaths"]}
    best = min(tried, key=lambda size: tried[size][0])
    with open(sys.argv[2], "w") as file:
        json.dump({"seconds": tried[best][0], "chunkPaths": best, "means": tried[best][1]}, file)


main()
