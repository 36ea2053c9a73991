
namespace StreamAe.Numerics.Evaluation;

/// <summary>How well predicted class probabilities tell the classes of rows.</summary>
/// <param name="Accuracy">Share of rows whose most probable class is the right one.</param>
/// <param name="MacroF1">Mean over the classes that occur or are predicted of 2·TP/(2·TP + FP + FN).</param>
/// <param name="RocAuc">Mean over the classes of the area under the curve of "this class against the others"; null where no class has both.</param>
public sealed record ClassificationQuality(double Accuracy, double MacroF1, double? RocAuc)
{
    /// <param name="probabilities">[N × classes]</param>
    /// <param name="labels">[N] in 0 … classes − 1.</param>
    public static ClassificationQuality Compute(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.IsEmpty || probabilities.Length != (long)labels.Length * classes)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities do not belong to {labels.Length} rows of {classes} classes.", nameof(probabilities));
        }

        long[] right = new long[classes], predicted = new long[classes], actual = new long[classes];
        for (int r = 0; r < labels.Length; r++)
        {
            int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities.Slice(r * classes, classes));
            predicted[best]++;
            actual[labels[r]]++;
            right[best] += best == labels[r] ? 1 : 0;
        }

        double[] f1 = [.. Enumerable.Range(0, classes).Where(c => predicted[c] + actual[c] > 0).Select(c => 2.0 * right[c] / (predicted[c] + actual[c]))];
        List<double> areas = [];
        float[] scores = new float[labels.Length];
        byte[] isClass = new byte[labels.Length];
        for (int c = 0; c < classes; c++)
        {
            for (int r = 0; r < labels.Length; r++)
            {
                scores[r] = (float)probabilities[(r * classes) + c];
                isClass[r] = labels[r] == c ? (byte)1 : (byte)0;
            }

            if (Metrics.RocAuc.Compute(scores, isClass) is double area)
            {
                areas.Add(area);
            }
        }

        return new ClassificationQuality(right.Sum() / (double)labels.Length, f1.Average(), areas.Count == 0 ? null : areas.Average());
    }
}
