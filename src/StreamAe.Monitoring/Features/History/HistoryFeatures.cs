using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// The features that measure an observation by the entity's own earlier ones: what each needs to remember, and what it makes of it. Depends on
/// values and times alone, never on a verdict, and not on the observation itself but where it is what is measured. All zeros is the state of
/// nothing seen. Immutable, shared by all entities of a monitor.
/// </summary>
internal sealed class HistoryFeatures
{
    private const int HoursPerDay = 24;
    private const float LargestSum = 1e30f;

    private readonly Item[] _items;

    private HistoryFeatures(Item[] items)
    {
        _items = items;
        Floats = items.Sum(i => i.StateFloats);
    }

    /// <summary>Of an entity's state.</summary>
    public int Floats { get; }

    /// <summary>Those of a monitor; null where it has none.</summary>
    public static HistoryFeatures? Of(FeatureEncoder encoder, Schema schema)
    {
        var items = new List<Item>();
        int state = 0;
        for (int source = 0; source < encoder.SourceCount; source++)
        {
            FeatureDefinition feature = encoder.DefinitionOf(source);
            if (!feature.IsOfHistory)
            {
                continue;
            }

            int[] channels = [.. feature.FieldsOfHistory.Select(field => FeatureEncoder.IndexOf(schema, field))];
            int floats = FloatsOf(feature, schema, channels);
            items.Add(new Item(feature, encoder.RangeOf(source).First, channels, state, floats));
            state += floats;
        }

        return items.Count == 0 ? null : new HistoryFeatures([.. items]);
    }

    /// <param name="values">[channels], NaN where missing.</param>
    /// <param name="eventTime">Ticks.</param>
    /// <param name="previousTime">The entity's previous event time, or <see cref="long.MinValue"/> where there is none.</param>
    /// <param name="state">[<see cref="Floats"/>] learns the observation.</param>
    /// <param name="encoded">[F], its own places written.</param>
    public void Encode(ReadOnlySpan<float> values, long eventTime, long previousTime, Span<float> state, Span<float> encoded)
    {
        float seconds = previousTime == long.MinValue ? 0 : (float)Math.Max(0, EventTime.ToSeconds(eventTime - previousTime));
        foreach (ref readonly Item item in _items.AsSpan())
        {
            Span<float> own = state.Slice(item.State, item.StateFloats);
            float value = item.Channels.Length > 0 ? values[item.Channels[0]] : float.NaN;
            encoded[item.Offset] = item.Feature.Kind switch
            {
                FeatureKind.Ratio or FeatureKind.Mean => Mean(item, own, value),
                FeatureKind.Count => Decayed(item, ref own[0], 1, seconds),
                FeatureKind.Sum => Decayed(item, ref own[0], value, seconds),
                FeatureKind.FirstSeen => float.IsNaN(value) ? float.NaN : new SeenValues(own).Add(value) ? 1 : 0,
                FeatureKind.Change or FeatureKind.Rate => Change(item, own, value, eventTime, previousTime),
                FeatureKind.RollingMean or FeatureKind.RollingDeviation => Moment(item, own, value, eventTime, previousTime),
                FeatureKind.RollingMin or FeatureKind.RollingMax => Extreme(item, own, value, eventTime),
                FeatureKind.Speed => MathF.Log(1 + new LastPlace(own).MoveTo(value, values[item.Channels[1]], seconds)),
                _ => Rarity(item, own, value, eventTime),
            };
        }
    }

    private static int FloatsOf(FeatureDefinition feature, Schema schema, int[] channels) => feature.Kind switch
    {
        FeatureKind.Ratio or FeatureKind.Mean => OwnMean.Floats,
        FeatureKind.FirstSeen => SeenValues.Floats,
        FeatureKind.Speed => LastPlace.Floats,
        FeatureKind.Change or FeatureKind.Rate => LastValue.Floats,
        FeatureKind.RollingMean or FeatureKind.RollingDeviation => RollingMoments.Floats,
        FeatureKind.RollingMin or FeatureKind.RollingMax => RollingExtremes.Floats,
        FeatureKind.Rarity => channels.Length == 0 ? HoursPerDay : schema.Channels[channels[0]].CategoryCount,
        _ => 1,
    };

    private static float Mean(in Item item, Span<float> state, float value)
    {
        var mean = new OwnMean(state, item.Prior);
        float usual = mean.Value;
        mean.Add(value);
        return item.Feature.Kind == FeatureKind.Mean ? MathF.Log(usual)
            : !(value > 0) ? float.NaN
            : float.IsNaN(usual) ? 0 : MathF.Log(value / usual);
    }

    /// <summary>sign(s)·log(1 + |s|) of the sum s before the observation; each earlier one counts e^(−age ÷ window).</summary>
    private static float Decayed(in Item item, ref float sum, float value, float seconds)
    {
        sum *= MathF.Exp(-seconds / item.Seconds);
        float before = MathF.CopySign(MathF.Log(1 + Math.Abs(sum)), sum);
        sum = float.IsNaN(value) ? sum : Math.Clamp(sum + value, -LargestSum, LargestSum);
        return before;
    }

    private static float Change(in Item item, Span<float> state, float value, long eventTime, long previousTime)
    {
        // A row that comes late lies between rows that are known already: it is the next of none, and none is its next.
        if (eventTime < previousTime)
        {
            return float.NaN;
        }

        double change = new LastValue(state).MoveTo(value);
        if (item.Feature.Kind == FeatureKind.Rate)
        {
            change = eventTime == previousTime ? double.NaN : change / EventTime.ToSeconds(eventTime - previousTime) * item.Per;
        }

        return (float)Math.Clamp(change, float.MinValue, float.MaxValue);
    }

    private static float Moment(in Item item, Span<float> state, float value, long eventTime, long previousTime)
    {
        ref RollingMoments moments = ref MemoryMarshal.Cast<float, RollingMoments>(state)[0];
        if (eventTime > previousTime && previousTime != long.MinValue)
        {
            moments.Decay((double)(eventTime - previousTime) / item.Ticks);
        }

        double before = item.Feature.Kind == FeatureKind.RollingMean ? moments.Mean : moments.Deviation;
        moments.Add(value);
        return (float)Math.Clamp(before, float.MinValue, float.MaxValue);
    }

    private static float Extreme(in Item item, Span<float> state, float value, long eventTime)
    {
        ref RollingExtremes extremes = ref MemoryMarshal.Cast<float, RollingExtremes>(state)[0];
        bool isLargest = item.Feature.Kind == FeatureKind.RollingMax;
        (long part, long rest) = Math.DivRem(eventTime, item.Ticks / RollingExtremes.Parts);
        part -= rest < 0 ? 1 : 0;
        extremes.MoveTo(part);
        float before = extremes.Of(isLargest);
        extremes.Add(part, value, isLargest);
        return before;
    }

    private static float Rarity(in Item item, Span<float> state, float value, long eventTime)
    {
        bool isHour = item.Channels.Length == 0;
        if (!isHour && float.IsNaN(value))
        {
            return float.NaN;
        }

        long inDay = eventTime % TimeSpan.TicksPerDay;
        int bin = isHour
            ? (int)((inDay < 0 ? inDay + TimeSpan.TicksPerDay : inDay) / TimeSpan.TicksPerHour)
            : Math.Clamp((int)value, 0, state.Length - 1);
        var shares = new OwnShares(state);
        float rarity = shares.RarityOf(bin);
        shares.Add(bin, isHour);
        return rarity;
    }

    /// <param name="Offset">In the encoded row.</param>
    /// <param name="State">Where its state begins.</param>
    private readonly record struct Item(FeatureDefinition Feature, int Offset, int[] Channels, int State, int StateFloats)
    {
        public float Prior { get; } = (float)(Feature.Prior ?? double.NaN);

        /// <summary>τ</summary>
        public float Seconds { get; } = (float)(Feature.Within ?? TimeSpan.FromDays(1)).TotalSeconds;

        /// <summary>The same in ticks.</summary>
        public long Ticks { get; } = (Feature.Within ?? TimeSpan.FromDays(1)).Ticks;

        /// <summary>Seconds of the unit of time of a rate.</summary>
        public double Per { get; } = (Feature.Per ?? TimeSpan.FromSeconds(1)).TotalSeconds;
    }
}
