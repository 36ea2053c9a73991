using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Arena;

namespace StreamAe.Monitoring.Inspection;

/// <summary>Gathers scored rows into columns, one for each feature of the monitor.</summary>
internal sealed class InspectionTable
{
    private readonly MonitorPlan _plan;
    private readonly ResidentModel _model;
    private readonly float[] _expected;
    private readonly float[] _raised;
    private readonly float[] _scaled;
    private readonly float[] _parts;

    // [reconstructed] one standard deviation of a residual of the newest observation, in scaled units; NaN where it is not known.
    private readonly float[] _spreads;

    public InspectionTable(MonitorPlan plan, ResidentModel model, int rows)
    {
        _plan = plan;
        _model = model;
        FeatureEncoder encoder = plan.Encoder;
        _expected = new float[encoder.Count];
        _raised = new float[encoder.Count];
        _scaled = new float[encoder.ReconstructedCount];
        _parts = new float[encoder.SourceCount];
        _spreads = SpreadsOf(plan, model);
        Features =
        [
            .. Enumerable.Range(0, encoder.SourceCount).Select(source =>
            {
                (int first, _) = encoder.RangeOf(source);
                bool isContext = encoder.IsContext(first), isNumber = encoder.IsOneNumber(source);
                int numbers = isNumber ? rows : 0, words = isNumber ? 0 : rows;
                return new InspectedFeature(
                    encoder.NameOf(source),
                    isContext,
                    new double[numbers],
                    new double[isContext ? 0 : numbers],
                    new double[isContext || float.IsNaN(_spreads[first]) ? 0 : numbers],
                    new string[words],
                    new string[isContext ? 0 : words],
                    new float[rows]);
            }),
        ];
    }

    public IReadOnlyList<InspectedFeature> Features { get; }

    /// <param name="row">Its place.</param>
    /// <param name="drift">Where the entity's residuals lie of late; empty where drift is not followed.</param>
    public void Take(int row, in PreparedRow prepared, in ScoredRow scored, Span<float> drift)
    {
        FeatureEncoder encoder = _plan.Encoder;
        ReadOnlySpan<float> actual = scored.Encoded;
        scored.Reconstruction[.._scaled.Length].CopyTo(_scaled);
        AddCentres(prepared, drift);
        _model.Model.Scaler.Unscale(_scaled, _expected);
        for (int i = 0; i < _scaled.Length; i++)
        {
            _scaled[i] += _spreads[i];
        }

        _model.Model.Scaler.Unscale(_scaled, _raised);
        float total = Explanation.AddParts(_plan, prepared, scored, drift, _parts);
        for (int source = 0; source < Features.Count; source++)
        {
            InspectedFeature feature = Features[source];
            feature.Shares[row] = total > 0 ? _parts[source] / total : 0;
            if (feature.Actual.Length > 0)
            {
                feature.Actual[row] = encoder.NumberOf(source, actual);
            }
            else
            {
                feature.Words[row] = encoder.Describe(source, actual);
            }

            if (feature.IsContext)
            {
                continue;
            }

            if (feature.Expected.Length > 0)
            {
                feature.Expected[row] = encoder.NumberOf(source, _expected);
            }
            else
            {
                feature.ExpectedWords[row] = encoder.Describe(source, _expected);
            }

            if (feature.Spread.Length > 0)
            {
                feature.Spread[row] = encoder.NumberOf(source, _raised) - feature.Expected[row];
            }
        }
    }

    /// <summary>Where drift is followed, what is expected is where residuals lie of late; a centre counts in standard deviations of the residual.</summary>
    private void AddCentres(in PreparedRow prepared, Span<float> drift)
    {
        ReadOnlySpan<float> weights = Explanation.ErrorWeights(_plan, prepared);
        for (int i = 0; i < _scaled.Length && !drift.IsEmpty; i++)
        {
            _scaled[i] += weights[i] > 0 ? drift[i] / MathF.Sqrt(weights[i]) : 0;
        }
    }

    /// <summary>An error's weight is its vote ÷ the variance of the residual, but where residuals are taken as they are.</summary>
    private static float[] SpreadsOf(MonitorPlan plan, ResidentModel model)
    {
        ModelArena arena = plan.Arena;
        ReadOnlySpan<float> weights = arena.Parameters(model.Slot).Slice(plan.Architecture.ErrorWeightOffset, plan.Architecture.Features);
        float[] spreads = new float[plan.Encoder.Count];
        Array.Fill(spreads, float.NaN);
        bool areKnown = plan.Definition.Score.Residuals != Definitions.ResidualScaling.Plain;
        for (int i = 0; areKnown && i < plan.Encoder.ReconstructedCount; i++)
        {
            spreads[i] = weights[i] > 0 ? MathF.Sqrt(plan.VoteOf(i) / weights[i]) : float.NaN;
        }

        return spreads;
    }
}
