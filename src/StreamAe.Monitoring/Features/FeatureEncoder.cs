using System.Globalization;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Features;

/// <summary>
/// Turns the channel values of an observation into encoded features, before scaling: numbers through their transform, categories to
/// one-hot with an "other" bucket, times to sine and cosine. A missing value stays missing: NaN in every feature made of it.
/// Immutable and shared by all entities of a monitor.
/// </summary>
public sealed class FeatureEncoder
{
    private static readonly double DayRadians = 2 * Math.PI / TimeSpan.TicksPerDay;

    // 1970-01-01 was a Thursday; shifting by three days makes Monday the start of the cycle.
    private const long MondayShift = 3 * TimeSpan.TicksPerDay;

    private const int MinutesPerDay = 24 * 60;

    // A point on the circle of floats is good to 10⁻⁷ of a turn; without this allowance (0.9 s) a midnight could count to the day before.
    private const double RoundingDays = 1e-5;

    private readonly Step[] _steps;
    private readonly bool[] _isCyclic;
    private readonly bool[] _isOneHot;
    private readonly InputScale?[] _scales;

    public FeatureEncoder(MonitorDefinition definition, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(schema);
        IReadOnlyList<FeatureDefinition> features = FeaturesOf(definition, schema);
        var steps = new List<Step>();
        int offset = 0;
        int contextOffset = features.Where(f => !f.IsContext).Sum(WidthOf);
        ReconstructedCount = contextOffset;
        foreach (FeatureDefinition feature in features)
        {
            ref int place = ref feature.IsContext ? ref contextOffset : ref offset;
            int width = WidthOf(feature);
            steps.Add(new Step(feature, ChannelFor(schema, feature), place, width));
            place += width;
        }

        if (ReconstructedCount == 0)
        {
            throw new ArgumentException(
                $"Monitor {definition.Name} has no features to reconstruct: the source has no numeric column besides entity, time and label, or "
                + "every feature is context.",
                nameof(schema));
        }

        _steps = [.. steps];
        Count = contextOffset;
        _isCyclic = new bool[Count];
        _isOneHot = new bool[Count];
        _scales = new InputScale?[Count];
        foreach (Step step in steps)
        {
            _isCyclic.AsSpan(step.Offset, step.Width).Fill(step.Feature.Kind is FeatureKind.HourOfDay or FeatureKind.Weekday);
            _isOneHot.AsSpan(step.Offset, step.Width).Fill(step.Feature.Kind == FeatureKind.Category);
            _scales.AsSpan(step.Offset, step.Width).Fill(step.Feature.Scale);
        }

        IsCopy = definition.Season == Season.None
            && _steps.Length == schema.Count
            && _steps.Select((s, i) => s.Channel == i && s.Offset == i && s.Feature is { Kind: FeatureKind.Number, Transform: NumberTransform.None }).All(same => same);
    }

    /// <summary>F, the number of encoded features: those that are reconstructed first, then the context.</summary>
    public int Count { get; }

    /// <summary>Encoded features that are reconstructed and scored.</summary>
    public int ReconstructedCount { get; }

    /// <summary>Encoded features that the model is given as context.</summary>
    public int ContextCount => Count - ReconstructedCount;

    /// <summary>An observation's encoded features are its channel values as they are.</summary>
    internal bool IsCopy { get; }

    /// <summary>Number of features as the monitor file lists them; each is one or more encoded features.</summary>
    public int SourceCount => _steps.Length;

    /// <summary>
    /// The channels a monitor reads, or null where it takes every numeric column there is.
    /// </summary>
    public static IReadOnlyList<Channel>? ChannelsOf(MonitorDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Features.Count == 0 || definition.Features.Any(f => f.Kind == FeatureKind.Numbers)
            ? null
            : ChannelsNamedBy(definition);
    }

    private static Channel[] ChannelsNamedBy(MonitorDefinition definition)
    {
        Channel[] fields = [.. definition.Features.Where(f => f.Kind is FeatureKind.Number or FeatureKind.Category)
            .Select(f => f.Kind == FeatureKind.Number ? Channel.Number(f.Name) : f.Buckets is int buckets ? Channel.HashedCategory(f.Name, buckets) : Channel.Category(f.Name, f.Categories))];
        return
        [
            .. fields,
            .. definition.Features.SelectMany(f => f.FieldsOfHistory).Distinct().Where(name => fields.All(c => c.Name != name)).Select(name => Channel.Number(name)),
        ];
    }

    /// <summary>True for context: given to the model, neither reconstructed nor scored.</summary>
    public bool IsContext(int encoded) => encoded >= ReconstructedCount;

    /// <summary>
    /// True for encoded features on a circle (hour, weekday): a day not seen in training must not look like a wild value, so their scale is
    /// fixed.
    /// </summary>
    public bool IsCyclic(int encoded) => _isCyclic[encoded];

    /// <summary>True for an input of a category.</summary>
    public bool IsOneHot(int encoded) => _isOneHot[encoded];

    /// <summary>The scale of an encoded feature, where those that name none of their own have <paramref name="others"/>.</summary>
    internal InputScale ScaleOf(int encoded, InputScale others) => _scales[encoded] ?? others;

    /// <summary>[F] which encoded features have the scale asinh then.</summary>
    public bool[] AsinhUnder(InputScale others) => Array.ConvertAll(_scales, s => (s ?? others) == InputScale.Asinh);

    /// <summary>True for an input that is a number of the source.</summary>
    internal bool IsNumber(int encoded) => _steps.Any(s => s.Offset == encoded && s.Feature.Kind == FeatureKind.Number);

    /// <summary>
    /// Whether an encoded feature counts in the error. Nobody is alarmed by the time of day: hour and weekday carry no weight even where a
    /// monitor has the model reconstruct them.
    /// </summary>
    public bool HasVote(int encoded) => !_isCyclic[encoded] && !IsContext(encoded);

    public string NameOf(int source) => _steps[source].Feature.Name;

    /// <summary>As the monitor lists it.</summary>
    public FeatureDefinition DefinitionOf(int source) => _steps[source].Feature;

    /// <summary>The channel a feature is made of; −1 for one that is made of the event time.</summary>
    public int ChannelOf(int source) => _steps[source].Channel;

    /// <summary>The encoded features [first, first + count) that feature <paramref name="source"/> became.</summary>
    public (int First, int Count) RangeOf(int source) => (_steps[source].Offset, _steps[source].Width);

    /// <param name="values">[channels], NaN where missing.</param>
    /// <param name="eventTime">Ticks.</param>
    /// <param name="previousTime">The entity's previous event time, or <see cref="long.MinValue"/> where there is none.</param>
    /// <param name="encoded">[F], written.</param>
    public void Encode(ReadOnlySpan<float> values, long eventTime, long previousTime, Span<float> encoded)
    {
        if (IsCopy)
        {
            values.CopyTo(encoded);
            return;
        }

        foreach (ref readonly Step step in _steps.AsSpan())
        {
            Span<float> target = encoded.Slice(step.Offset, step.Width);
            switch (step.Feature.Kind)
            {
                case FeatureKind.Number:
                    target[0] = Transform(values[step.Channel], step.Feature.Transform);
                    break;
                case FeatureKind.Category:
                    OneHot(values[step.Channel], target);
                    break;
                case FeatureKind.HourOfDay:
                    // Reduced first: at 10¹⁶ ticks the product alone would be off by a tenth of a millisecond, enough to miss midnight.
                    Cycle(eventTime % TimeSpan.TicksPerDay * DayRadians, target);
                    break;
                case FeatureKind.Weekday:
                    Cycle((eventTime + MondayShift) % (7 * TimeSpan.TicksPerDay) * DayRadians / 7, target);
                    break;
                case FeatureKind.SinceLast:
                    target[0] = previousTime == long.MinValue
                        ? float.NaN
                        : (float)Math.Log(1 + Math.Max(0, EventTime.ToSeconds(eventTime - previousTime)));
                    break;
            }
        }
    }

    /// <summary>What is one number in its own units, which <see cref="NumberOf"/> gives: no category, no clock time, no yes or no.</summary>
    public bool IsOneNumber(int source) =>
        _steps[source].Feature.Kind is not (FeatureKind.Category or FeatureKind.HourOfDay or FeatureKind.Weekday or FeatureKind.FirstSeen);

    /// <summary>A number in the units of its source, seconds since the last event, a share in per cent: what encoding did, undone.</summary>
    public double NumberOf(int source, ReadOnlySpan<float> encoded)
    {
        ref readonly Step step = ref _steps[source];
        float value = encoded[step.Offset];
        return step.Feature.Kind switch
        {
            FeatureKind.SinceLast => Math.Exp(value) - 1,
            FeatureKind.Rarity => 100 * Math.Exp(-Math.Max(0, (double)value)),
            FeatureKind.Ratio or FeatureKind.Mean => Math.Exp(value),
            FeatureKind.Count or FeatureKind.Sum or FeatureKind.Speed => Untransform(value, NumberTransform.SignedLog),
            _ => Untransform(value, step.Feature.Transform),
        };
    }

    /// <summary>An encoded (unscaled) feature group in the words and units of its source: a number, a category, a clock time, a duration.</summary>
    public string Describe(int source, ReadOnlySpan<float> encoded)
    {
        ref readonly Step step = ref _steps[source];
        ReadOnlySpan<float> group = encoded.Slice(step.Offset, step.Width);
        if (float.IsNaN(group[0]))
        {
            return "missing";
        }

        switch (step.Feature.Kind)
        {
            case FeatureKind.Category:
                int best = 0;
                for (int i = 1; i < group.Length; i++)
                {
                    best = group[i] > group[best] ? i : best;
                }

                return step.Feature.CategoryOf(best);
            case FeatureKind.HourOfDay:
                int minute = (int)Math.Round(Angle(group) / (2 * Math.PI) * MinutesPerDay) % MinutesPerDay;
                return $"{minute / 60:00}:{minute % 60:00}";
            case FeatureKind.Weekday:
                int day = (int)((Angle(group) / (2 * Math.PI) * 7) + RoundingDays);
                return ((DayOfWeek)((day + 1) % 7)).ToString();
            case FeatureKind.SinceLast:
                return $"{NumberOf(source, encoded):0} s";
            case FeatureKind.FirstSeen:
                return group[0] < 0.5 ? "seen before" : "new";
            case FeatureKind.Rarity:
                return $"{Rounded(NumberOf(source, encoded))} % of its events";
            default:
                return Rounded(NumberOf(source, encoded));
        }
    }

    /// <summary>As many digits as a reader needs to compare actual with expected: about four, never an exponent.</summary>
    private static string Rounded(double value) => value.ToString(
        Math.Abs(value) switch { >= 1000 => "0", >= 100 => "0.#", >= 1 => "0.##", _ => "0.####" },
        CultureInfo.InvariantCulture);

    private static int WidthOf(FeatureDefinition feature) => feature.Kind switch
    {
        FeatureKind.Category => feature.CategoryCount,
        FeatureKind.HourOfDay or FeatureKind.Weekday => 2,
        _ => 1,
    };

    /// <summary>What the monitor lists, numbers spelt out.</summary>
    private static IReadOnlyList<FeatureDefinition> FeaturesOf(MonitorDefinition definition, Schema schema)
    {
        if (definition.Features.Count == 0)
        {
            return [.. schema.Channels.Select(c => FeatureDefinition.Number(c.Name))];
        }

        HashSet<string> named = [.. definition.Features.Select(f => f.Name)];
        return
        [
            .. definition.Features.SelectMany(f => f.Kind == FeatureKind.Numbers
                ? schema.Channels.Where(c => c.Kind == ChannelKind.Number && !named.Contains(c.Name))
                    .Select(c => FeatureDefinition.Number(c.Name) with { IsContext = f.IsContext, Scale = f.Scale })
                : [f]),
        ];
    }

    private static int ChannelFor(Schema schema, FeatureDefinition feature)
    {
        int channel = feature.Kind is FeatureKind.Number or FeatureKind.Category ? IndexOf(schema, feature.Name) : -1;
        return feature.Buckets is not int buckets || schema.Channels[channel].Buckets == buckets
            ? channel
            : throw new ArgumentException(
                $"Feature {feature.Name} has {buckets} buckets; the source gives {schema.Channels[channel].Buckets} (0 is none: numbers, or words of a list). "
                + "Use a source that reads it as text, or list its values.",
                nameof(schema));
    }

    /// <summary>The channel of a field.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static int IndexOf(Schema schema, string field)
    {
        for (int i = 0; i < schema.Count; i++)
        {
            if (schema.Channels[i].Name == field)
            {
                return i;
            }
        }

        throw new ArgumentException($"Feature {field} has no column; the source has {schema}. Correct the name or the source.", nameof(schema));
    }

    private static float Transform(float value, NumberTransform transform) => transform switch
    {
        NumberTransform.Log1p => value < 0 ? float.NaN : MathF.Log(1 + value),
        NumberTransform.SignedLog => MathF.CopySign(MathF.Log(1 + MathF.Abs(value)), value),
        _ => value,
    };

    private static double Untransform(float value, NumberTransform transform) => transform switch
    {
        NumberTransform.Log1p => Math.Exp(value) - 1,
        NumberTransform.SignedLog => Math.CopySign(Math.Exp(Math.Abs((double)value)) - 1, value),
        _ => value,
    };

    private static void OneHot(float index, Span<float> target)
    {
        if (float.IsNaN(index))
        {
            target.Fill(float.NaN);
            return;
        }

        target.Clear();
        target[Math.Clamp((int)index, 0, target.Length - 1)] = 1;
    }

    private static void Cycle(double radians, Span<float> target)
    {
        (double sine, double cosine) = Math.SinCos(radians);
        target[0] = (float)sine;
        target[1] = (float)cosine;
    }

    private static double Angle(ReadOnlySpan<float> group)
    {
        double angle = Math.Atan2(group[0], group[1]);
        return angle < 0 ? angle + (2 * Math.PI) : angle;
    }

    private readonly record struct Step(FeatureDefinition Feature, int Channel, int Offset, int Width);
}
