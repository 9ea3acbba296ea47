"""Reads a linear model in MPS and solves it with highspy.

usage: lp_file.py input.json output.json; the input names the file and HiGHS options. Only the solve is timed as such.
"""

import json
import sys
import time

import highspy


def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for name, value in data["options"].items():
        solver.setOptionValue(name, value)
    started = time.perf_counter()
    solver.readModel(data["file"])
    read = time.perf_counter()
    solver.run()
    solved = time.perf_counter()
    answer = {
        "status": solver.modelStatusToString(solver.getModelStatus()),
        "objective": solver.getObjectiveValue(),
        "rows": solver.getNumRow(),
        "columns": solver.getNumCol(),
        "readSeconds": read - started,
        "solveSeconds": solved - read,
    }
    with open(sys.argv[2], "w") as file:
        json.dump(answer, file)


main()
