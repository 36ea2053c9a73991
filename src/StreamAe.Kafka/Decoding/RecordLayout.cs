using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>
/// What is looked for in a message. Slots: the channels in order, then the label, then (where they stand in the value) the entity and the time.
/// </summary>
internal sealed class RecordLayout
{
    public const string KeyWord = "key";
    public const string HeaderWord = "header ";
    public const string RecordWord = "record";

    private RecordLayout(KafkaFormat format, Schema schema, IReadOnlyList<RecordField> fields)
    {
        Format = format;
        Schema = schema;
        Fields = fields;
    }

    public KafkaFormat Format { get; }

    public Schema Schema { get; }

    public IReadOnlyList<RecordField> Fields { get; }

    public int LabelSlot => Schema.Count;

    /// <summary>−1 where the entity is the message's key or a header.</summary>
    public int EntitySlot { get; private init; } = -1;

    /// <summary>Null where the entity is not a header.</summary>
    public string? EntityHeader { get; private init; }

    /// <summary>−1 where the time is the message's own.</summary>
    public int TimeSlot { get; private init; } = -1;

    /// <summary>One more than the largest slot.</summary>
    public int Slots => Schema.Count + 3;

    public string PathOf(int slot) => Fields.First(f => f.Slot == slot).Path;

    /// <summary>Null where no layout can be made; the problems then say why.</summary>
    public static RecordLayout? Create(KafkaFormat format, MonitorDefinition definition, List<FormatProblem> problems)
    {
        if (FeatureEncoder.ChannelsOf(definition) is not { } channels)
        {
            problems.Add(new FormatProblem(
                "fields",
                "",
                $"cannot be known: monitor {definition.Name} {(definition.Features.Count == 0 ? "says features: all" : "has a feature of kind numbers")}, and messages have no header that lists them",
                "list the features in the monitor file"));
            return null;
        }

        if (channels.Count == 0)
        {
            problems.Add(new FormatProblem(
                "fields", "", $"are none: monitor {definition.Name} has only features that are computed from the time, and a message needs a value", "add a feature that is a field"));
            return null;
        }

        var schema = new Schema(channels);
        List<RecordField> fields = [.. channels.Select((channel, slot) =>
            new RecordField(slot, $"fields.{channel.Name}", format.Fields.GetValueOrDefault(channel.Name, channel.Name)))];
        bool hasLabelPath = format.Fields.TryGetValue(definition.LabelField, out string? label);
        fields.Add(new RecordField(schema.Count, $"fields.{definition.LabelField}", label ?? definition.LabelField, IsOptional: !hasLabelPath));
        ReportUnknown(format, definition, channels, problems);

        string entity = format.Entity ?? definition.EntityField;
        string? header = format.Entity?.StartsWith(HeaderWord, StringComparison.Ordinal) == true ? format.Entity[HeaderWord.Length..].Trim() : null;
        if (header?.Length == 0)
        {
            problems.Add(new FormatProblem("entity", entity, "names no header", "write header and the name of one, as in header pump-id"));
        }

        bool isField = format.Entity != KeyWord && header is null;
        if (isField)
        {
            fields.Add(new RecordField(schema.Count + 1, "entity", entity));
        }

        string time = format.Time ?? definition.TimeField;
        bool isTimeField = format.Time != RecordWord;
        if (isTimeField)
        {
            fields.Add(new RecordField(schema.Count + 2, "time", time));
        }

        return new RecordLayout(format, schema, fields)
        {
            EntitySlot = isField ? schema.Count + 1 : -1,
            EntityHeader = header,
            TimeSlot = isTimeField ? schema.Count + 2 : -1,
        };
    }

    /// <summary>A mapping of a name that no feature has is a slip: one source may serve several monitors, but then each name is one's.</summary>
    private static void ReportUnknown(KafkaFormat format, MonitorDefinition definition, IReadOnlyList<Channel> channels, List<FormatProblem> problems)
    {
        foreach ((string word, string key) in new[] { (definition.EntityField, "entity"), (definition.TimeField, "time") })
        {
            if (format.Fields.TryGetValue(word, out string? path) && channels.All(c => c.Name != word))
            {
                problems.Add(new FormatProblem($"fields.{word}", path, $"is the {key} of monitor {definition.Name}, not a feature", $"write {key}: {path} beside fields:"));
            }
        }
    }
}
