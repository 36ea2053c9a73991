using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Entities;

/// <summary>Makes what a model scores of an observation and those before it, as <see cref="MonitorPlan.Architecture"/> lays it out.</summary>
internal static class ScaledRow
{
    /// <param name="sequence">The observation's number.</param>
    /// <param name="newest">[F] its row in the history.</param>
    /// <param name="row">[RowStride] written.</param>
    public static void Fill(MonitorPlan plan, RowHistory history, in ModelDigest model, long sequence, ReadOnlySpan<float> newest, Span<float> row)
    {
        int features = plan.ReconstructedCount;
        Scale(plan, model, newest[..features], 0, plan.MissingMark, row);

        // Mostly that is the row.
        if (row.Length > features)
        {
            FillRest(plan, history, model, sequence, newest, row[features..]);
        }
    }

    private static void FillRest(MonitorPlan plan, RowHistory history, in ModelDigest model, long sequence, ReadOnlySpan<float> newest, Span<float> row)
    {
        int features = plan.ReconstructedCount;
        for (int lag = 1; lag < plan.WindowRows; lag++)
        {
            Scale(plan, model, history.Row(sequence - lag)[..features], 0, plan.MissingMark, row);
            row = row[features..];
        }

        if (plan.DifferenceCount > 0)
        {
            ReadOnlySpan<float> before = sequence > history.Begin ? history.Row(sequence - 1)[..features] : [];
            model.ScaleDifferences(newest[..features], before, plan.MissingMark, row);
            row = row[features..];
        }

        // Mostly there is neither context nor padding.
        if (!row.IsEmpty)
        {
            ReadOnlySpan<float> context = newest[features..];
            Scale(plan, model, context, features, missing: 0, row);
            row = row[context.Length..];
            for (int lag = plan.WindowRows; lag < plan.SpanRows; lag++)
            {
                Scale(plan, model, history.Row(sequence - lag)[..features], 0, missing: 0, row);
                row = row[features..];
            }

            row.Clear();
        }
    }

    private static void Scale(MonitorPlan plan, in ModelDigest model, ReadOnlySpan<float> encoded, int first, float missing, Span<float> row)
    {
        if (plan.IsAsinh)
        {
            model.ScaleAsinh(encoded, first, missing, row);
        }
        else
        {
            model.Scale(encoded, first, missing, row);
            if (plan.MixesAsinh)
            {
                model.ScaleAsinh(encoded, first, plan.Asinh, missing, row);
            }
        }
    }
}
