using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// The score of a row by <c>score.tails</c>, in nats. Of each judged feature the signed residual counts, less where the entity's own residuals lie
/// (shrunk strongly towards 0); its surprise is that of an <see cref="UpperTail"/> of all entities together. A channel is the surprise of its
/// feature, or of the sum of the surprises of several, plus the logarithm of its share of the alerts; the base score B is the largest. What was
/// surprising of late raises what is surprising now: score = B + ½·min(M, 8)·clip((B − 2) ÷ 2, 0, 1), M the sum of clip(B − 5, 0, 6) of earlier rows,
/// halved every <c>score.evidence</c>. State: [location, weight a feature][<see cref="Evidence"/>]; all zeros is the state of nothing seen. Immutable
/// but for the state it is given.
/// </summary>
internal sealed class TailScores
{
    /// <summary>Rows of its own that an entity's location needs to count half.</summary>
    private const float LocationWeight = 50;

    // A location follows the middle of the residuals, not what is far out: standard deviations of the feature.
    private const float LocationReach = 1;

    private const float LargestWeight = 1 << 20;

    // Nats: from where a row is evidence, how much one can be, how much all count, and from where a row is raised, fully two nats on.
    private const float EvidenceFloor = 5;
    private const float LargestEvidence = 6;
    private const float MostEvidence = 8;
    private const float EvidenceGain = 0.5f;
    private const float RaiseFloor = 2;
    private const float RaiseWidth = 2;

    private readonly int[] _features;
    private readonly Channel[] _channels;
    private readonly int _sums;
    private readonly double _halfLife;

    public TailScores(MonitorDefinition definition, FeatureEncoder encoder)
    {
        var features = new List<int>();
        var channels = new List<Channel>();
        foreach (TailsDefinition tail in definition.Score.Tails)
        {
            int[] places = [.. tail.Of.Select(name => PlaceOf(name, encoder, features))];
            channels.Add(new Channel(places, places.Length > 1 ? _sums++ : -1, (float)Math.Log(tail.Share)));
        }

        _features = [.. features];
        _channels = [.. channels];
        _halfLife = definition.Score.Evidence?.Ticks ?? 0;
    }

    /// <summary>Of an entity's state.</summary>
    public int Floats => (2 * _features.Length) + (Unsafe.SizeOf<Evidence>() / sizeof(float));

    /// <summary>Of a model's tails: one a feature, then one a channel of several.</summary>
    public int ModelFloats => (_features.Length + _sums) * UpperTail.Floats;

    /// <summary>The score of a row, which is learned then.</summary>
    /// <param name="tails">[<see cref="ModelFloats"/>]; empty for a model that was made without: by it nothing is surprising.</param>
    /// <param name="state">[<see cref="Floats"/>]</param>
    /// <param name="row">Scaled.</param>
    /// <param name="encoded">NaN where nothing was observed: that says nothing.</param>
    public float Score(
        ReadOnlySpan<float> tails, Span<float> state, ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, ReadOnlySpan<float> encoded, long eventTime)
    {
        if (tails.IsEmpty)
        {
            return 0;
        }

        Span<float> surprises = stackalloc float[_features.Length];
        for (int f = 0; f < surprises.Length; f++)
        {
            int place = _features[f];
            surprises[f] = float.IsNaN(encoded[place])
                ? 0
                : TailOf(tails, f).Surprise(Residual(state.Slice(2 * f, 2), row[place] - reconstruction[place]));
        }

        float score = 0;
        foreach (ref readonly Channel channel in _channels.AsSpan())
        {
            float surprise = Sum(channel, surprises);
            score = Math.Max(score, channel.LogShare + (channel.SumTail < 0 ? surprise : TailOf(tails, _features.Length + channel.SumTail).Surprise(surprise)));
        }

        return _halfLife > 0 ? EvidenceOf(state).Raise(score, eventTime, _halfLife) : score;
    }

    /// <summary>Another model's residuals lie elsewhere; what was surprising was so by whichever.</summary>
    public void BeginModel(Span<float> state) => state[..(2 * _features.Length)].Clear();

    /// <summary>
    /// Fits the tails on rows in order of time, and scores the rows by them, without evidence: rows of a history have no times.
    /// </summary>
    /// <param name="residuals">[rows × features of the tails] what each row left unexplained, NaN where it does not count; overwritten.</param>
    /// <param name="startsSegment">[rows] true where another entity's rows begin.</param>
    /// <param name="scores">[rows] written.</param>
    public float[] Fit(float[] residuals, ReadOnlySpan<bool> startsSegment, Span<float> scores)
    {
        int width = _features.Length;
        int rows = startsSegment.Length;
        float[] tails = new float[ModelFloats];
        Span<float> state = stackalloc float[Floats];
        for (int row = 0; row < rows; row++)
        {
            if (startsSegment[row])
            {
                state.Clear();
            }

            for (int f = 0; f < width; f++)
            {
                ref float residual = ref residuals[(row * width) + f];
                residual = float.IsNaN(residual) ? residual : Residual(state.Slice(2 * f, 2), residual);
            }
        }

        for (int f = 0; f < width; f++)
        {
            FitOne(Enumerable.Range(0, rows).Select(row => residuals[(row * width) + f]), tails.AsSpan(f * UpperTail.Floats, UpperTail.Floats));
        }

        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = float.IsNaN(residuals[i]) ? 0 : TailOf(tails, i % width).Surprise(residuals[i]);
        }

        scores.Clear();
        foreach (Channel channel in _channels)
        {
            float[] sums = [.. Enumerable.Range(0, rows).Select(row => Sum(channel, residuals.AsSpan(row * width, width)))];
            if (channel.SumTail >= 0)
            {
                FitOne(sums, tails.AsSpan((width + channel.SumTail) * UpperTail.Floats, UpperTail.Floats));
            }

            for (int row = 0; row < rows; row++)
            {
                float surprise = channel.SumTail < 0 ? sums[row] : TailOf(tails, width + channel.SumTail).Surprise(sums[row]);
                scores[row] = Math.Max(scores[row], channel.LogShare + surprise);
            }
        }

        return tails;
    }

    /// <summary>Tails by which nothing is surprising: those of a model that was never fitted.</summary>
    public float[] Unsurprising()
    {
        float[] tails = new float[ModelFloats];
        Array.Fill(tails, float.MaxValue);
        return tails;
    }

    /// <summary>The encoded features whose residuals count, in the order of <see cref="Fit"/>.</summary>
    public ReadOnlySpan<int> Features => _features;

    private static UpperTail TailOf(ReadOnlySpan<float> tails, int place) => new(tails.Slice(place * UpperTail.Floats, UpperTail.Floats));

    private static void FitOne(IEnumerable<float> values, Span<float> tail)
    {
        float[] known = [.. values.Where(float.IsFinite)];
        if (known.Length > 0)
        {
            UpperTail.Fit(known, tail);
        }
        else
        {
            // Never observed: nothing of it is surprising.
            tail.Fill(float.MaxValue);
        }
    }

    private static float Sum(in Channel channel, ReadOnlySpan<float> surprises)
    {
        float sum = 0;
        foreach (int place in channel.Places)
        {
            sum += surprises[place];
        }

        return sum;
    }

    /// <summary>A residual less where the entity's own lie; learns it then.</summary>
    private static float Residual(Span<float> location, float residual)
    {
        ref float mean = ref location[0];
        ref float weight = ref location[1];
        float left = residual - (mean * weight / (weight + LocationWeight));
        weight = Math.Min(weight + 1, LargestWeight);
        mean += Math.Clamp(residual - mean, -LocationReach, LocationReach) / weight;
        return left;
    }

    private static int PlaceOf(string name, FeatureEncoder encoder, List<int> features)
    {
        for (int source = 0; source < encoder.SourceCount; source++)
        {
            (int first, int count) = encoder.RangeOf(source);
            if (encoder.NameOf(source) != name || count != 1 || encoder.IsContext(first))
            {
                continue;
            }

            if (!features.Contains(first))
            {
                features.Add(first);
            }

            return features.IndexOf(first);
        }

        throw new ArgumentException(
            $"score.tails names {name}, which is no feature of one input that the model judges. Name one that is no context, no category and no time.", nameof(name));
    }

    private ref Evidence EvidenceOf(Span<float> state) => ref MemoryMarshal.Cast<float, Evidence>(state[(2 * _features.Length)..])[0];

    private readonly record struct Channel(int[] Places, int SumTail, float LogShare);

    /// <summary>M and the event time it holds for.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private struct Evidence
    {
        private float _sum;
        private long _time;

        public float Raise(float score, long eventTime, double halfLife)
        {
            float sum = _sum * (float)Math.Pow(2, -Math.Max(0, eventTime - _time) / halfLife);
            _time = Math.Max(_time, eventTime);
            _sum = sum + Math.Clamp(score - EvidenceFloor, 0, LargestEvidence);
            return score + (EvidenceGain * Math.Min(sum, MostEvidence) * Math.Clamp((score - RaiseFloor) / RaiseWidth, 0, 1));
        }
    }
}
