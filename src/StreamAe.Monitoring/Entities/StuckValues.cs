using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Which numbers of an entity stand still: a sensor that hangs goes on giving its last value, which may lie in the middle of what is usual. Of each
/// number it keeps the last value, the length of the present run of equal values, the usual length (a slow, clipped mean of completed runs) and
/// how many were completed. A number is stuck when its run is the factor times the usual one; one that never changes, or whose usual
/// runs are not known yet, is not. A missing value ends nothing and counts nothing. By the values of the source, before anything is taken from them.
/// </summary>
internal sealed class StuckValues
{
    /// <summary>Of <see cref="PreparedRow.Stuck"/>: nothing stands still.</summary>
    public const int None = -1;

    /// <summary>Of <see cref="PreparedRow.Stuck"/>: something has stood still since an earlier row.</summary>
    public const int Still = -2;

    private const int FloatsEach = 4;

    /// <summary>Share of a completed run in the usual one.</summary>
    private const float Rate = 0.05f;

    // A single run moves the usual one as if it were at most this many times as long.
    private const float Reach = 3;

    private const int MinRuns = 20;

    // However quickly a number usually changes, so few equal values are a coincidence of rounding.
    private const float MinRun = 10;

    private readonly float _factor;
    private readonly int[] _channels;
    private readonly int[] _sources;

    /// <param name="factor">See <see cref="Definitions.DataDefinition.StuckFactor"/>.</param>
    public StuckValues(FeatureEncoder encoder, double factor)
    {
        _factor = (float)factor;
        _sources = [.. Enumerable.Range(0, encoder.SourceCount).Where(s => encoder.DefinitionOf(s) is { Kind: Definitions.FeatureKind.Number, IsContext: false })];
        _channels = [.. _sources.Select(encoder.ChannelOf)];
    }

    /// <summary>Of an entity's memory: [last][run][usual][completed] of each number.</summary>
    public int Floats => FloatsEach * _channels.Length;

    /// <summary>Takes an observation in.</summary>
    /// <param name="values">[channels], NaN where missing.</param>
    /// <returns>The feature that is stuck from this row on; <see cref="Still"/> or <see cref="None"/>.</returns>
    public int Take(Span<float> memory, ReadOnlySpan<float> values)
    {
        int found = None;
        for (int i = 0; i < _channels.Length; i++)
        {
            float value = values[_channels[i]];
            Span<float> own = memory.Slice(i * FloatsEach, FloatsEach);
            if (float.IsNaN(value))
            {
                continue;
            }

            if (own[1] > 0 && value == own[0])
            {
                own[1]++;
                float limit = LimitOf(own);
                if (own[1] >= limit)
                {
                    found = own[1] - 1 < limit ? _sources[i] : found == None ? Still : found;
                }

                continue;
            }

            Complete(own);
            own[0] = value;
            own[1] = 1;
        }

        return found;
    }

    /// <summary>How long the number of a feature has stood still, and usually does, rows.</summary>
    public (float Run, float Usual) Of(ReadOnlySpan<float> memory, int source)
    {
        ReadOnlySpan<float> own = memory.Slice(Array.IndexOf(_sources, source) * FloatsEach, FloatsEach);
        return (own[1], own[2]);
    }

    private float LimitOf(ReadOnlySpan<float> own) => own[3] < MinRuns ? float.PositiveInfinity : MathF.Ceiling(Math.Max(MinRun, _factor * own[2]));

    private static void Complete(Span<float> own)
    {
        if (own[1] == 0)
        {
            return;
        }

        own[2] = own[2] == 0 ? own[1] : own[2] + (Rate * (Math.Min(own[1], Reach * own[2]) - own[2]));
        own[3] = Math.Min(own[3] + 1, MinRuns);
    }
}
