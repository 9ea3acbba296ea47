"""Solves a sequence of node LPs warm with highspy: change row bounds, run, read values and duals.

usage: node_rate.py input.json output.json; models in sparse rows, tasks as (model, row bounds, constant).
"""

import json
import sys
import time

import highspy
import numpy as np


def load(model):
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model["cost"]), len(model["rowStarts"]) - 1
    number = lambda values: np.array([np.inf if v == "inf" else -np.inf if v == "-inf" else v for v in values], dtype=float)
    lp.col_cost_ = np.array(model["cost"], dtype=float)
    lp.col_lower_, lp.col_upper_ = number(model["columnLower"]), number(model["columnUpper"])
    lp.row_lower_ = np.full(lp.num_row_, -np.inf)
    lp.row_upper_ = np.full(lp.num_row_, np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(model["rowStarts"])
    lp.a_matrix_.index_ = np.array(model["columnIndices"])
    lp.a_matrix_.value_ = np.array(model["values"], dtype=float)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    rows = np.arange(lp.num_row_, dtype=np.int32)
    return solver, rows, number


def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    models = [load(model) for model in data["models"]]
    number = models[0][2]
    tasks = [(t["model"], number(t["rowLower"]), number(t["rowUpper"]), t["constant"]) for t in data["tasks"]]
    objectives, started = [], 0.0
    for index, (place, lower, upper, constant) in enumerate(tasks):
        if index == data["warmUp"]:
            started = time.perf_counter()
        solver, rows, _ = models[place]
        solver.changeRowsBounds(len(rows), rows, lower, upper)
        solver.run()
        solution = solver.getSolution()
        values, duals = solution.col_value, solution.row_dual
        objectives.append(solver.getObjectiveValue() + constant)
    seconds = time.perf_counter() - started
    with open(sys.argv[2], "w") as file:
        json.dump({"objectives": objectives, "seconds": seconds}, file)


main()
