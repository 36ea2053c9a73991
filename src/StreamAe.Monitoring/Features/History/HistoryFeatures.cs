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
        FeatureKind.Rarity => channels.Length == 0 ? HoursPerDay : schema.Channels[channels[0]].Categories.Count + 1,
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
    }
}
