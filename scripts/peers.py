#!/usr/bin/env python3
"""The estimators beside their peers: the same input, the same machine, the same run.

    scripts/peers.py [--data DATA] [--venv FOLDER] [--install-r] [--tensorflow] [NAME ...]

Makes a virtual environment (thrown away at the end unless --venv names one), installs from PyPI what can be installed, and measures
each peer and our estimator in processes of their own, one thread each: processor seconds (user and system), the median of several
runs, and the peak of memory. What could not be installed or did not run is listed, with its reason, and counts for nothing.

--data       the folder with `derived_monthly` and `classic`, for sets that are not in the crate
--install-r  installs R and MASS from Debian (as root), when Rscript is not there
--tensorflow also tries tfcausalimpact, which brings TensorFlow with it (about a gigabyte)
NAME         only these pieces of work

Nothing here is needed to build or to test the project. It decides nothing: the figures are for people, in docs/benchmarks.md.
"""
import argparse
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "crates/gvi-evaluation/tests/data"
PACKAGES = ["numpy", "scipy", "pandas", "statsmodels", "clarabel", "pysyncon", "csdid", "differences"]
# Threads of the libraries under NumPy would make one thread of ours run against several of theirs.
ONE_THREAD = {name: "1" for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS",
                                     "NUMEXPR_NUM_THREADS", "POLARS_MAX_THREADS"]}


# --- The peers. Each function reads its input, and returns what is timed; that returns one number, so that it can be seen to have
# --- done the work. Imports stand inside, so that one missing package stops one peer.

def philadelphia():
    import numpy as np
    import pandas as pd
    table = pd.read_csv(OWN / "philadelphia_monthly.csv")
    days = pd.PeriodIndex(table["month"], freq="M").days_in_month.to_numpy()
    n = len(table)
    t = np.arange(n)
    after = (t >= 68).astype(float)
    columns = [np.ones(n), t / 12, after, after * (t - 68) / 12]
    for k in (1, 2):
        columns += [np.sin(2 * np.pi * k * t / 12), np.cos(2 * np.pi * k * t / 12)]
    return table["victims"].to_numpy(float), np.column_stack(columns), np.log(days / 30.4375)


def poisson_statsmodels(_):
    import statsmodels.api as sm
    y, x, offset = philadelphia()
    return lambda: sm.GLM(y, x, family=sm.families.Poisson(), offset=offset).fit().params[2]


def nb2_statsmodels(_):
    import warnings
    import statsmodels.api as sm
    warnings.simplefilter("ignore")
    y, x, offset = philadelphia()
    return lambda: sm.NegativeBinomial(y, x, loglike_method="nb2", offset=offset).fit(disp=0, maxiter=200).params[2]


def r_script(body):
    """R measures itself: starting it would be most of the time. Its memory is that of the whole process."""
    def run():
        text = subprocess.run(["Rscript", "--vanilla", "-e", body], check=True, capture_output=True, text=True).stdout
        return json.loads(text.strip().splitlines()[-1])
    run.measures_itself = True
    return run


def nb2_r(_):
    return r_script(f'''
suppressMessages(library(MASS))
d <- read.csv("{OWN / 'philadelphia_monthly.csv'}"); n <- nrow(d); t <- 0:(n - 1); a <- as.numeric(t >= 68)
first <- as.Date(paste0(d$month, "-01")); days <- as.numeric(as.Date(format(first + 32, "%Y-%m-01")) - first)
d$t <- t / 12; d$a <- a; d$s <- a * (t - 68) / 12; d$o <- log(days / 30.4375)
for (k in 1:2) {{ d[[paste0("si", k)]] <- sin(2 * pi * k * t / 12); d[[paste0("co", k)]] <- cos(2 * pi * k * t / 12) }}
fit <- function() glm.nb(victims ~ t + a + s + si1 + co1 + si2 + co2 + offset(o), data = d)
f <- fit()
times <- replicate(5, {{ b <- proc.time(); for (i in 1:20) fit(); p <- proc.time() - b; 1000 * sum(p[1:2]) / 20 }})
hwm <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cat(sprintf('{{"cpu_ms": %f, "result": %.10f, "peak_mb": %f, "version": "R %s, MASS %s"}}\\n', median(times), coef(f)[["a"]],
            hwm / 1024, getRversion(), packageVersion("MASS")))
''')


def local_level_statsmodels(_):
    import pandas as pd
    import statsmodels.api as sm
    table = pd.read_csv(OWN / "causalimpact_vignette.csv")
    y, x = table["y"].to_numpy()[:70], table["x1"].to_numpy()[:70]
    model = sm.tsa.UnobservedComponents(y, "llevel", exog=x)
    return lambda: model.fit(disp=0).llf


def bsts_tensorflow(_):
    import pandas as pd
    from causalimpact import CausalImpact
    table = pd.read_csv(OWN / "causalimpact_vignette.csv")[["y", "x1"]]
    return lambda: float(CausalImpact(table, [0, 69], [70, 99], model_args={"fit_method": "vi"}).summary_data.loc["average", "abs_effect"])


def california():
    import pandas as pd
    table = pd.read_csv(OWN / "california_prop99_smoking_covariates.csv")
    return table, table.pivot(index="year", columns="state", values="cigsale")


def simplex_fit(x1, x0):
    """min |x1 − X0 w|² over the simplex, as a cone programme: w and r with r = x1 − X0 w and |r|² in the objective."""
    import clarabel
    import numpy as np
    from scipy import sparse
    j = x0.shape[1]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    a = sparse.csc_matrix(np.vstack([np.ones((1, j)), -np.eye(j)]))
    b = np.concatenate([[1.0], np.zeros(j)])
    p = sparse.csc_matrix(np.triu(2 * x0.T @ x0))
    solver = clarabel.DefaultSolver(p, -2 * x0.T @ x1, a, b, [clarabel.ZeroConeT(1), clarabel.NonnegativeConeT(j)], settings)
    return np.array(solver.solve().x)


def scm_clarabel(_):
    _, wide = california()
    before = wide.loc[1970:1988]
    x1, x0 = before["California"].to_numpy(), before.drop(columns="California").to_numpy()
    after = wide.loc[1989:2000]
    y1, y0 = after["California"].to_numpy(), after.drop(columns="California").to_numpy()
    return lambda: float((y1 - y0 @ simplex_fit(x1, x0)).mean())


def scm_placebos_clarabel(_):
    import numpy as np
    _, wide = california()
    values, treated = wide.to_numpy(), list(wide.columns).index("California")
    before = (wide.index <= 1988)

    def run():
        ratios = []
        for unit in range(values.shape[1]):
            donors = [at for at in range(values.shape[1]) if at != unit]
            weights = simplex_fit(values[before][:, unit], values[before][:, donors])
            gap = values[:, unit] - values[:, donors] @ weights
            ratios.append((gap[~before] ** 2).mean() / (gap[before] ** 2).mean())
        return float((np.array(ratios) >= ratios[treated]).mean())
    return run


def scm_nested_pysyncon(_):
    from pysyncon import Dataprep, Synth
    table, wide = california()
    prepared = Dataprep(
        foo=table, predictors=["lnincome", "age15to24", "retprice"], predictors_op="mean", time_predictors_prior=range(1980, 1989),
        special_predictors=[("beer", range(1984, 1989), "mean"), ("cigsale", [1975], "mean"), ("cigsale", [1980], "mean"),
                            ("cigsale", [1988], "mean")],
        dependent="cigsale", unit_variable="state", time_variable="year", treatment_identifier="California",
        controls_identifier=[name for name in wide.columns if name != "California"], time_optimize_ssr=range(1970, 1989))

    def run():
        synth = Synth()
        synth.fit(dataprep=prepared, optim_method="Nelder-Mead", optim_initial="equal")
        return synth.att(time_period=range(1989, 2001))["att"]
    return run


def scm_ridge_pysyncon(_):
    import pandas as pd
    from pysyncon import AugSynth, Dataprep
    table = pd.read_csv(OWN / "kansas_quarterly.csv")
    quarters = sorted(table["year_qtr"].unique())
    prepared = Dataprep(
        foo=table, predictors=["lngdpcapita"], predictors_op="mean", dependent="lngdpcapita", unit_variable="state",
        time_variable="year_qtr", treatment_identifier="Kansas", controls_identifier=[s for s in table["state"].unique() if s != "Kansas"],
        time_predictors_prior=quarters[:89], time_optimize_ssr=quarters[:89])

    def run():
        synth = AugSynth()
        synth.fit(dataprep=prepared, use_covariates=False)
        return synth.att(time_period=quarters[89:])["att"]
    return run


def wages(data):
    import pandas as pd
    return pd.read_csv(data / "classic/mpdta.csv")


def did_csdid(data):
    import contextlib
    import io
    from csdid.att_gt import ATTgt
    table = wages(data)

    def run():
        with contextlib.redirect_stdout(io.StringIO()):
            fit = ATTgt(yname="lemp", gname="first.treat", idname="countyreal", tname="year", xformla="lemp~1", data=table).fit(
                est_method="reg", bstrap=False)
            together = fit.aggte(typec="dynamic", bstrap=True, biters=999, cband=True)
        return float(together.atte["overall_att"])
    return run


def did_differences(data):
    import numpy as np
    from differences import ATTgt
    table = wages(data).rename(columns={"first.treat": "cohort"})
    table["cohort"] = table["cohort"].where(table["cohort"] > 0, np.nan)
    table = table.set_index(["countyreal", "year"])

    def run():
        fit = ATTgt(data=table, cohort_column="cohort")
        fit.fit("lemp", est_method="reg", progress_bar=False)
        together = fit.aggregate("event", overall=True, boot_iterations=999, random_state=1)
        return float(np.ravel(together.iloc[0, 0])[0])
    return run


def hawkes_numpy(data):
    """Exponential kernel, constant background, three starts: recursions as running logarithmic sums, exact gradient, L-BFGS-B."""
    import numpy as np
    import pandas as pd
    from scipy.optimize import minimize
    t = np.sort(pd.read_csv(data / "derived_monthly/events_philadelphia_2015_2019.csv")["t_days"].to_numpy())
    end, n = 1826.0, len(t)
    with np.errstate(divide="ignore"):
        log_t = np.log(t)

    def loss(theta):
        mu, a, b = np.exp(theta)
        # Σ_{j<i} e^{b t_j} and Σ_{j<i} t_j e^{b t_j}, kept as logarithms so that nothing overflows.
        ones = np.logaddexp.accumulate(b * t)[:-1]
        times = np.logaddexp.accumulate(b * t + log_t)[:-1]
        kernel = np.concatenate([[0.0], np.exp(ones - b * t[1:])])
        lagged = np.concatenate([[0.0], t[1:] * np.exp(ones - b * t[1:]) - np.exp(times - b * t[1:])])
        rate = mu + a * b * kernel
        tail = np.exp(-b * (end - t))
        value = -(np.log(rate).sum() - mu * end - a * (1 - tail).sum())
        by_mu = -((1 / rate).sum() - end)
        by_a = -((b * kernel / rate).sum() - (1 - tail).sum())
        by_b = -((a * (kernel - b * lagged) / rate).sum() - a * ((end - t) * tail).sum())
        return value, np.array([by_mu * mu, by_a * a, by_b * b])

    def run():
        starts = [(0.5, 0.5, 0.1), (0.8, 0.2, 1.0), (0.9, 0.1, 10.0)]
        bounds = [(None, None), (-14, math.log(0.999)), (-9, 7)]
        return -min(minimize(loss, np.log([n / end * m, a, b]), jac=True, method="L-BFGS-B", bounds=bounds).fun for m, a, b in starts)
    return run


def knox_numpy(data):
    import numpy as np
    import pandas as pd
    from scipy.spatial import cKDTree
    table = pd.read_csv(data / "derived_monthly/events_philadelphia_merged_xy.csv")
    days, places = table["t_days"].to_numpy(), table[["x_km", "y_km"]].to_numpy()
    near, until = [0.1, 0.2, 0.4, 0.8], [1.0, 7.0, 14.0, 30.0, 90.0]

    def run():
        chance = np.random.default_rng(1)
        pairs = cKDTree(places).query_pairs(near[-1], output_type="ndarray")
        apart = np.linalg.norm(places[pairs[:, 0]] - places[pairs[:, 1]], axis=1)
        order = np.argsort(apart)
        pairs = pairs[order]
        ends = np.searchsorted(apart[order], near, side="right")

        def counts(t):
            gap = np.abs(t[pairs[:, 0]] - t[pairs[:, 1]])
            return np.array([[((gap[:e] > 0) & (gap[:e] <= u)).sum() for u in until] for e in ends])
        seen = counts(days)
        above = sum((counts(chance.permutation(days)) >= seen).astype(int) for _ in range(199))
        return float(((1 + above) / 200).min())
    return run


def power_closed_numpy(_):
    import numpy as np
    from itertools import product
    from scipy.special import ndtr

    def run():
        found = 0
        for base, before, alpha, terms, fall in product([20, 40, 50, 65], [36, 60, 84], [0, 0.08, 0.2], [4, 5, 6], [0.15, 0.3, 0.5]):
            t = np.arange(before + 600)
            since, d = (t - before) / 12, (t >= before).astype(float)
            x = np.column_stack([np.ones(len(t)), d, np.sin(2 * np.pi * t / 12), np.cos(2 * np.pi * t / 12), since, d * since])[:, :terms]
            mu = base / 12 * np.exp(0.2 * np.sin(2 * np.pi * t / 12)) * np.where(d > 0, 1 - fall, 1)
            information = np.cumsum((mu / (1 + alpha * mu))[:, None, None] * x[:, :, None] * x[:, None, :], axis=0)
            first = before + (1 if terms == 6 else 0)
            inverse = np.linalg.inv(information[first:])
            months = np.arange(first - before + 1, 601)
            c = np.zeros((len(months), terms))
            c[:, 1] = 1
            if terms == 6:
                c[:, 5] = (months - 1) / 24
            se = np.sqrt(np.einsum("ti,tij,tj->t", c, inverse, c))
            found += bool((ndtr(-math.log(1 - fall) / se - 1.959963984540054) >= 0.8).any())
        return float(found)
    return run


def power_simulated_numpy(_):
    """All runs of a design at once: counts as one array, Newton's steps batched."""
    import numpy as np
    from scipy.stats import t as student

    def run():
        chance = np.random.default_rng(1)
        reduced = 0.0
        for alpha, months in [(0.0, 12), (0.08, 24), (0.08, 60), (0.2, 36)]:
            t = np.arange(60 + months)
            d = (t >= 60).astype(float)
            x = np.column_stack([np.ones(len(t)), d, np.sin(2 * np.pi * t / 12), np.cos(2 * np.pi * t / 12), (t - 60) / 12])
            products = (x[:, :, None] * x[:, None, :]).reshape(len(t), 25)
            critical = student.ppf(0.975, len(t) - 5)
            for fall in [0.0, 0.15, 0.3, 0.5]:
                mu = 50 / 12 * np.exp(0.2 * np.sin(2 * np.pi * t / 12)) * np.where(d > 0, 1 - fall, 1)
                own = np.tile(mu, (2000, 1)) if alpha == 0 else chance.gamma(1 / alpha, alpha * mu, (2000, len(t)))
                y = chance.poisson(own).astype(float)
                beta = np.tile([math.log(50 / 12), math.log(1 - fall), 0.2, 0.0, 0.0], (2000, 1))
                for _ in range(25):
                    mean = np.exp(beta @ x.T)
                    information = (mean @ products).reshape(2000, 5, 5)
                    step = np.linalg.solve(information, ((y - mean) @ x)[:, :, None])[:, :, 0]
                    beta += step
                    if np.abs(step).max() < 1e-6:
                        break
                dispersion = np.maximum(1, ((y - mean) ** 2 / mean).sum(1) / (len(t) - 5))
                se = np.sqrt(np.linalg.inv(information)[:, 1, 1] * dispersion)
                reduced += float((beta[:, 1] / se <= -critical).mean())
        return reduced
    return run


# Ours, the peer's name, the packages whose versions are printed, the function, and whether it needs further data.
PEERS = [
    ("poisson", "statsmodels GLM", ["statsmodels"], poisson_statsmodels, False),
    ("nb2", "statsmodels NegativeBinomial", ["statsmodels"], nb2_statsmodels, False),
    ("nb2", "R glm.nb", [], nb2_r, False),
    ("local-level", "statsmodels UnobservedComponents", ["statsmodels"], local_level_statsmodels, False),
    ("bsts-1000", "tfcausalimpact, variational", ["tfcausalimpact"], bsts_tensorflow, False),
    ("scm", "Python with clarabel", ["clarabel"], scm_clarabel, False),
    ("scm-placebos", "Python with clarabel", ["clarabel"], scm_placebos_clarabel, False),
    ("scm-nested", "pysyncon, Nelder–Mead", ["pysyncon"], scm_nested_pysyncon, False),
    ("scm-ridge", "pysyncon AugSynth", ["pysyncon"], scm_ridge_pysyncon, False),
    ("power-closed", "NumPy", ["numpy"], power_closed_numpy, False),
    ("power-simulated", "NumPy, all runs at once", ["numpy"], power_simulated_numpy, False),
    ("did", "csdid", ["csdid"], did_csdid, True),
    ("did", "differences", ["differences"], did_differences, True),
    ("hawkes", "NumPy and SciPy L-BFGS-B", ["numpy", "scipy"], hawkes_numpy, True),
    ("knox", "NumPy", ["numpy"], knox_numpy, True),
]


def measure(place, data):
    """In the virtual environment, one thread: one peer, and one line of JSON about it."""
    from importlib.metadata import version
    _, _, packages, prepare, _ = PEERS[place]
    run = prepare(data)
    if getattr(run, "measures_itself", False):
        print(json.dumps(run()))
        return

    def batch(runs):
        began = time.process_time()
        for _ in range(runs):
            result = run()
        return (time.process_time() - began) * 1e3 / runs, result
    first, result = batch(1)
    if first < 2000:
        # As ours: the first run warms up, a batch lasts 120 ms at least, and the median of five batches counts.
        runs = max(1, math.ceil(120 / max(batch(1)[0], 1e-3)))
        batches = sorted(batch(runs) for _ in range(5))
        first, result = batches[2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_ms": first, "result": result, "peak_mb": peak,
                      "version": ", ".join(f"{name} {version(name)}" for name in packages)}))


def call(command, environment):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, cwd=ROOT)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return None, last[:200]
    return json.loads(done.stdout.strip().splitlines()[-1]), None


def install(venv, packages):
    """Each by itself, so that one that cannot be installed does not take the others with it. Returns those that failed."""
    failed = {}
    for package in packages:
        done = subprocess.run([venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", package],
                              capture_output=True, text=True)
        if done.returncode != 0:
            failed[package] = (done.stderr.strip().splitlines() or ["no message"])[-1][:200]
    return failed


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path)
    options.add_argument("--venv", type=Path)
    options.add_argument("--install-r", action="store_true")
    options.add_argument("--tensorflow", action="store_true")
    options.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options.add_argument("names", nargs="*")
    given = options.parse_args()
    data = given.data.resolve() if given.data else None
    if given.measure is not None:
        measure(given.measure, data)
        return
    kept = given.venv is not None
    venv = given.venv.resolve() if kept else Path(tempfile.mkdtemp(prefix="peers-"))
    try:
        compare(given, data, venv)
    finally:
        if not kept:
            shutil.rmtree(venv)


def compare(given, data, venv):
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    missing = install(venv, PACKAGES + (["tfcausalimpact"] if given.tensorflow else []))
    if given.install_r and not shutil.which("Rscript"):
        done = subprocess.run(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "r-base-core", "r-cran-mass"],
                              capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if done.returncode != 0:
            missing["R"] = (done.stderr.strip().splitlines() or ["no message"])[-1][:200]
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    subprocess.run(["cargo", "build", "--release", "--locked", "--package", "gvi-evaluation", "--example", "timing"], check=True, cwd=ROOT)
    ours = {}
    print("| estimator | ours CPU ms | MB | peer | CPU ms | MB | ratio | version |\n|---|---:|---:|---|---:|---:|---:|---|")
    left_out = [f"{name}: could not be installed: {why}" for name, why in missing.items()]
    for place, (name, peer, packages, _, needs_data) in enumerate(PEERS):
        if given.names and name not in given.names:
            continue
        if needs_data and data is None:
            left_out.append(f"{name}, {peer}: needs --data")
            continue
        if peer.startswith("R ") and not shutil.which("Rscript"):
            left_out.append(f"{name}, {peer}: Rscript is not there (--install-r installs it)")
            continue
        if packages == ["tfcausalimpact"] and not given.tensorflow:
            left_out.append(f"{name}, {peer}: left out unless --tensorflow is given")
            continue
        if name not in ours:
            folder = [str(data)] if data else []
            ours[name], why = call([str(target / "release/examples/timing"), "one", name, *folder], ONE_THREAD)
            if ours[name] is None:
                left_out.append(f"{name}: ours did not run: {why}")
                continue
        folder = ["--data", str(data)] if data else []
        theirs, why = call([str(venv / "bin/python"), __file__, "--measure", str(place), *folder], ONE_THREAD)
        if theirs is None:
            left_out.append(f"{name}, {peer}: did not run: {why}")
            continue
        own = ours[name]
        print(f"| {name} | {own['cpu_ms']:.3f} | {own['peak_mb']:.0f} | {peer} | {theirs['cpu_ms']:.2f} | {theirs['peak_mb']:.0f} "
              f"| {theirs['cpu_ms'] / own['cpu_ms']:.0f}× | {theirs['version']}; gives {theirs['result']:.6g} |", flush=True)
    print("\nNot compared:" if left_out else "\nNothing was left out.")
    for line in left_out:
        print(f"- {line}")


if __name__ == "__main__":
    main()
