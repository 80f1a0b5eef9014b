package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lines over a number of callers, both on a logarithmic scale, as a picture in SVG. Drawn by hand: libraries for charts need fonts and a
 * toolkit that a JDK without a screen may not have.
 *
 * @param name tells charts of one run apart
 * @param lines by name: values, all above zero, by where they stand on the horizontal axis
 */
record Chart(String name, String title, String horizontal, Map<String, Map<Integer, Double>> lines) {
    public Chart {
        for (Map<Integer, Double> points : lines.values()) {
            points.forEach((at, value) -> {
                if (at <= 0 || !(value > 0) || value.isInfinite()) {
                    throw new IllegalArgumentException(
                            "%s at %s has no place on a logarithmic scale".formatted(value, at));
                }
            });
        }
    }

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS =
            List.of("#0b6e4f", "#c1292e", "#e08d10", "#235789", "#7b4b94", "#5c677d", "#16a3a3", "#8a5a44");

    String svg() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n",
                WIDTH,
                HEIGHT,
                LEFT,
                escaped(title)));
        Scale x = new Scale(xs(), LEFT, WIDTH - RIGHT);
        Scale y = new Scale(ys(), HEIGHT - BOTTOM, TOP);
        axes(out, x, y);
        int number = 0;
        for (Map.Entry<String, Map<Integer, Double>> line : lines.entrySet()) {
            draw(out, line, COLOURS.get(number % COLOURS.size()), TOP + 10 + 20 * number, x, y);
            number++;
        }
        return out.append("</svg>\n").toString();
    }

    /** Where values stand, by their logarithm. */
    private record Scale(double min, double max, int from, int to) {
        Scale(List<Double> values, int from, int to) {
            this(
                    values.stream().mapToDouble(v -> v).min().orElse(1),
                    values.stream().mapToDouble(v -> v).max().orElse(1),
                    from,
                    to);
        }

        double at(double value) {
            double span = Math.log(max) - Math.log(min);
            return span == 0 ? (from + to) / 2.0 : from + (to - from) * (Math.log(value) - Math.log(min)) / span;
        }
    }

    private List<Double> xs() {
        return lines.values().stream()
                .flatMap(points -> points.keySet().stream())
                .map(Integer::doubleValue)
                .toList();
    }

    private List<Double> ys() {
        List<Double> values = new ArrayList<>();
        lines.values().forEach(points -> values.addAll(points.values()));
        // Whole powers of ten above and below, so that there is a line for each.
        double min = values.stream().mapToDouble(v -> v).min().orElse(1);
        double max = values.stream().mapToDouble(v -> v).max().orElse(1);
        values.add(Math.pow(10, Math.floor(Math.log10(min))));
        values.add(Math.pow(10, Math.ceil(Math.log10(max))));
        return values;
    }

    private void axes(StringBuilder out, Scale x, Scale y) {
        for (double value = y.min; value <= y.max * 1.001; value *= 10) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT,
                    y.at(value),
                    WIDTH - RIGHT,
                    y.at(value),
                    LEFT - 8,
                    y.at(value) + 4,
                    value >= 1 ? String.format(Locale.ROOT, "%,.0f", value) : Double.toString(value)));
        }
        for (double value : new TreeSet<>(xs())) {
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>%n",
                    x.at(value),
                    HEIGHT - BOTTOM + 18,
                    value));
        }
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 12,
                escaped(horizontal)));
    }

    private static void draw(
            StringBuilder out,
            Map.Entry<String, Map<Integer, Double>> line,
            String colour,
            int legendY,
            Scale x,
            Scale y) {
        StringBuilder points = new StringBuilder();
        line.getValue().forEach((at, value) -> {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(at), y.at(value)));
            out.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: %.2f</title></circle>%n",
                    x.at(at),
                    y.at(value),
                    colour,
                    escaped(line.getKey()),
                    value));
        });
        out.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                        + "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
                points.toString().strip(),
                colour,
                WIDTH - RIGHT + 14,
                legendY,
                colour,
                escaped(line.getKey())));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
