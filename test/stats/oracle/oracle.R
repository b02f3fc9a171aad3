# Reads cases of data as JSON from the first file, computes them by R's own functions, and writes the numbers to the second.
suppressPackageStartupMessages({ library(jsonlite); library(sandwich); library(clubSandwich) })
files <- commandArgs(trailingOnly = TRUE)
cases <- read_json(files[1], simplifyVector = FALSE)
numbers <- function(list) vapply(list, as.numeric, 0)

interval <- function(estimate, error, df, level) {
  reach <- qt(1 - (1 - level) / 2, df) * error
  list(estimate = estimate, standardError = error, degreesOfFreedom = df, lower = estimate - reach,
    upper = estimate + reach, pValue = 2 * pt(-abs(estimate / error), df))
}
frame <- function(case) {
  group <- function(side, T) {
    rows <- data.frame(y = numbers(side$outcomes), T = T)
    for (k in seq_along(side$covariates)) rows[[paste0("x", k)]] <- numbers(side$covariates[[k]])
    if (!is.null(side$clusters)) rows$cluster <- unlist(side$clusters)
    rows
  }
  d <- rbind(group(case$treated, 1), group(case$control, 0))
  for (k in seq_along(case$treated$covariates)) d[[paste0("x", k)]] <- d[[paste0("x", k)]] - mean(d[[paste0("x", k)]])
  d
}
model <- function(d) {
  x <- grep("^x", names(d), value = TRUE)
  lm(as.formula(paste("y ~ T", if (length(x)) paste("+", paste0("T *", x, collapse = " + ")))), d)
}
table2 <- function(case) matrix(numbers(case$counts), 2, byrow = TRUE)

methods <- list(
  welch = function(case) {
    t <- t.test(numbers(case$treated), numbers(case$control), conf.level = case$level)
    list(estimate = unname(t$estimate[1] - t$estimate[2]), standardError = t$stderr, degreesOfFreedom = unname(t$parameter),
      lower = t$conf.int[1], upper = t$conf.int[2], pValue = t$p.value)
  },
  newcombe = function(case) {
    n <- numbers(case$learners); k <- numbers(case$successes)
    # One sample without correction: Wilson's interval.
    one <- suppressWarnings(prop.test(k[1], n[1], correct = FALSE, conf.level = case$level)$conf.int)
    zero <- suppressWarnings(prop.test(k[2], n[2], correct = FALSE, conf.level = case$level)$conf.int)
    p <- k / n; d <- p[1] - p[2]
    both <- matrix(c(k, n - k), 2)
    exact <- any(outer(rowSums(both), colSums(both)) / sum(both) < 20)
    list(lower = d - sqrt((p[1] - one[1])^2 + (zero[2] - p[2])^2), upper = d + sqrt((one[2] - p[1])^2 + (p[2] - zero[1])^2),
      pValue = if (exact) fisher.test(both)$p.value else chisq.test(both, correct = FALSE)$p.value)
  },
  fisher = function(case) list(pValue = fisher.test(table2(case))$p.value),
  independence = function(case) {
    test <- suppressWarnings(chisq.test(matrix(numbers(case$counts), case$rows, byrow = TRUE), correct = FALSE))
    list(statistic = unname(test$statistic), degrees = unname(test$parameter), p = test$p.value)
  },
  lin = function(case) {
    m <- model(frame(case))
    interval(unname(coef(m)["T"]), sqrt(vcovHC(m, "HC2")["T", "T"]), m$df.residual, case$level)
  },
  cuped = function(case) {
    d <- frame(case); adjusted <- d$y - cov(d$x1, d$y) / var(d$x1) * d$x1
    methods$welch(list(treated = adjusted[d$T == 1], control = adjusted[d$T == 0], level = case$level))
  },
  clustered = function(case) {
    d <- frame(case); m <- model(d); v <- vcovCR(m, cluster = d$cluster, type = "CR2")
    test <- coef_test(m, v, test = "Satterthwaite", coefs = "T")
    interval(test$beta, test$SE, if (is.null(test$df_Satt)) test$df else test$df_Satt, case$level)
  },
  stratified = function(case) {
    y <- c(numbers(case$treated$outcomes), numbers(case$control$outcomes))
    T <- rep(1:0, c(length(case$treated$outcomes), length(case$control$outcomes)))
    s <- c(unlist(case$treated$strata), unlist(case$control$strata))
    w <- table(s) / length(s); cell <- function(f) tapply(y, list(s, T), f)[names(w), , drop = FALSE]
    v <- c(w)^2 * cell(var) / cell(length); m <- cell(mean)
    interval(sum(w * (m[, "1"] - m[, "0"])), sqrt(sum(v)), sum(v)^2 / sum(v^2 / (cell(length) - 1)), case$level)
  },
  relative = function(case) {
    y1 <- numbers(case$treated); y0 <- numbers(case$control); m <- c(mean(y1), mean(y0))
    gradient <- c(1 / m[2], -m[1] / m[2]^2)
    error <- sqrt(sum(gradient^2 * c(var(y1) / length(y1), var(y0) / length(y0))))
    interval(m[1] / m[2] - 1, error, unname(t.test(y1, y0)$parameter), case$level)
  },
  standardised = function(case) {
    y1 <- numbers(case$treated); y0 <- numbers(case$control); m <- length(y1) + length(y0) - 2
    d <- unname(diff(rev(t.test(y1, y0, var.equal = TRUE)$estimate))) / sqrt(((length(y1) - 1) * var(y1) + (length(y0) - 1) * var(y0)) / m)
    J <- exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)
    list(d = d, correction = J, g = d * J)
  },
  welchF = function(case) {
    groups <- lapply(case$groups, numbers)
    d <- data.frame(y = unlist(groups), g = factor(rep(seq_along(groups), lengths(groups))))
    test <- oneway.test(y ~ g, d)
    list(statistic = unname(test$statistic), denominator = unname(test$parameter[2]), pValue = test$p.value)
  },
  adjust = function(case) list(holm = p.adjust(numbers(case$values), "holm"), bh = p.adjust(numbers(case$values), "BH")),
  student = function(case) list(tail = pt(case$t, case$df, lower.tail = FALSE), quantile = qt(case$p, case$df)),
  snedecor = function(case) list(tail = pf(case$f, case$numerator, case$denominator, lower.tail = FALSE))
)

results <- lapply(cases, function(case) methods[[case$method]](case))
# The class size experiment of Tennessee: data of the package AER.
star <- local({
  e <- new.env(); data("STAR", package = "AER", envir = e)
  d <- subset(e$STAR, !is.na(readk) & !is.na(mathk) & stark %in% c("small", "regular"))
  side <- function(kind) with(d[d$stark == kind, ], list(outcomes = readk, clusters = as.character(schoolidk)))
  list(treated = side("small"), control = side("regular"))
})
write_json(list(results = results, star = star), files[2], auto_unbox = TRUE, digits = I(17))
