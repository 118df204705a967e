package dev.baton.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One quantity of two peers, measured in turns. For one thread. */
final class Figures {

    private final String what;
    private final String unit;
    private final List<Double> baton = new ArrayList<>();
    private final List<Double> plain = new ArrayList<>();

    Figures(String what, String unit) {
        this.what = what;
        this.unit = unit;
    }

    void baton(double figure) {
        baton.add(figure);
    }

    void plain(double figure) {
        plain.add(figure);
    }

    /** Medians of both, and the median of the ratios round by round, which holds where the machine's speed drifts. */
    void print(String bar) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < baton.size(); i++) {
            ratios.add(baton.get(i) / plain.get(i));
        }
        System.out.printf(
                Locale.ROOT,
                "%-44s baton %12.1f  plain %12.1f %-9s ratio %.3f (%.3f to %.3f, %d rounds; bar %s)%n",
                what,
                median(baton),
                median(plain),
                unit,
                median(ratios),
                ratios.stream().mapToDouble(ratio -> ratio).min().orElse(Double.NaN),
                ratios.stream().mapToDouble(ratio -> ratio).max().orElse(Double.NaN),
                ratios.size(),
                bar);
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
