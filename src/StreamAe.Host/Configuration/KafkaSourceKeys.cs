using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The keys of <c>kind: kafka</c>; defaults are those of <see cref="KafkaSource"/> and <see cref="KafkaFormat"/>.</summary>
internal static class KafkaSourceKeys
{
    public const string Kind = "kafka";

    private const int MostFields = 100_000;
    private const int MostEntries = 1000;
    private const long LargestRecord = 100L << 20;

    private static readonly TextForm Text = new(1000);
    private static readonly TopicForm Topic = new(patterns: true);

    public static KindRule Rule { get; } = new(
        Kind,
        [("brokers", "localhost:9092"), ("topics", "readings")],
        [
            "group", "start", "format", "entity", "time", "timeUnit", "fields", "columns", "descriptors", "message", "numbersAsStrings", "maxRecordBytes",
            "deadLetterTopic", "properties",
        ]);

    public static IReadOnlyList<Key<SourceDraft>> All { get; } =
    [
        new TypedKey<SourceDraft, IReadOnlyList<string>>(
            "brokers",
            BrokerForm.OneOrMore,
            s => s.Kafka.Brokers,
            (s, v) => s with { Kafka = s.Kafka with { Brokers = v } })
        {
            Summary = "Some of the cluster's brokers; the others are learnt from them",
        },
        new TypedKey<SourceDraft, IReadOnlyList<string>>(
            "topics",
            new OneOrListForm<string>(Topic, new ListForm<string>(Topic, 1, MostEntries, ("topic", v => v))),
            s => s.Kafka.Topics,
            (s, v) => s with { Kafka = s.Kafka with { Topics = v } })
        {
            Summary = "Topics, or one pattern of topics",
        },
        new TypedKey<SourceDraft, string>(
            "group", SharedForms.Identifier, s => s.Kafka.Group, (s, v) => s with { Kafka = s.Kafka with { Group = v } })
        {
            Summary = "The consumer group; processes of one group share the partitions",
        },
        new TypedKey<SourceDraft, KafkaStart>(
            "start", new KafkaStartForm(), s => s.Kafka.Start, (s, v) => s with { Kafka = s.Kafka with { Start = v } })
        {
            Summary = "Where a partition is read from when nothing is stored of it",
        },
        new TypedKey<SourceDraft, RecordFormat>(
            "format",
            new ChoiceForm<RecordFormat>(("json", RecordFormat.Json), ("csv", RecordFormat.Csv), ("protobuf", RecordFormat.Protobuf)),
            s => s.Kafka.Format.Format,
            (s, v) => s.With(s.Kafka.Format with { Format = v }))
        {
            Summary = "How the value of a message is written",
        },
        new TypedKey<SourceDraft, string?>(
            "entity", new OptionalForm<string>(Text), s => s.Kafka.Format.Entity, (s, v) => s.With(s.Kafka.Format with { Entity = v }))
        {
            Summary = "key for the message's key, header NAME for a header, else a path (a column of CSV); left out, the monitor's entity field",
        },
        new TypedKey<SourceDraft, string?>(
            "time", new OptionalForm<string>(Text), s => s.Kafka.Format.Time, (s, v) => s.With(s.Kafka.Format with { Time = v }))
        {
            Summary = "record for the message's own timestamp, else a path (a column of CSV); left out, the monitor's time field",
        },
        new TypedKey<SourceDraft, TimeUnit>(
            "timeUnit",
            new ChoiceForm<TimeUnit>(
                ("seconds", TimeUnit.Seconds), ("milliseconds", TimeUnit.Milliseconds), ("microseconds", TimeUnit.Microseconds), ("nanoseconds", TimeUnit.Nanoseconds)),
            s => s.Kafka.Format.TimeUnit,
            (s, v) => s.With(s.Kafka.Format with { TimeUnit = v }))
        {
            Summary = "What a time that is a number counts since 1970",
        },
        new TypedKey<SourceDraft, IReadOnlyDictionary<string, string>>(
            "fields",
            new EntriesForm<string>(SharedForms.Field, Text, MostFields, "flow: values.flow"),
            s => s.Kafka.Format.Fields,
            (s, v) => s.With(s.Kafka.Format with { Fields = v }))
        {
            Summary = "Paths (columns of CSV) of features and label that do not stand under their own name",
        },
        new TypedKey<SourceDraft, IReadOnlyList<string>>(
            "columns",
            new ListForm<string>(Text, 1, MostFields, ("column", v => v)),
            s => s.Kafka.Format.Columns,
            (s, v) => s.With(s.Kafka.Format with { Columns = v }))
        {
            Summary = "CSV: the columns of a line, in order",
        },
        new TypedKey<SourceDraft, string>(
            "descriptors", Text, s => s.Kafka.Format.Descriptors, (s, v) => s.With(s.Kafka.Format with { Descriptors = v }))
        {
            Summary = "Protobuf: a descriptor set, relative to this file",
        },
        new TypedKey<SourceDraft, string>("message", Text, s => s.Kafka.Format.Message, (s, v) => s.With(s.Kafka.Format with { Message = v }))
        {
            Summary = "Protobuf: the full name of the message",
        },
        new TypedKey<SourceDraft, bool>(
            "numbersAsStrings", new BooleanForm(), s => s.Kafka.Format.NumbersAsStrings, (s, v) => s.With(s.Kafka.Format with { NumbersAsStrings = v }))
        {
            Summary = "Whether a value may be a number within a string",
        },
        new TypedKey<SourceDraft, long>(
            "maxRecordBytes",
            new BytesForm(1024, LargestRecord),
            s => s.Kafka.Format.MaxRecordBytes,
            (s, v) => s.With(s.Kafka.Format with { MaxRecordBytes = (int)v }))
        {
            Summary = "Longest value of a message that is looked at; a longer one is a dead letter",
            Raising = "takes memory for what is fetched ahead",
        },
        new TypedKey<SourceDraft, string?>(
            "deadLetterTopic",
            new OptionalForm<string>(new TopicForm(patterns: false)),
            s => s.Kafka.DeadLetterTopic,
            (s, v) => s with { Kafka = s.Kafka with { DeadLetterTopic = v } })
        {
            Summary = "Where messages go that could not be read, beside the file of dead letters",
        },
        new TypedKey<SourceDraft, IReadOnlyDictionary<string, SecretText>>(
            "properties",
            new EntriesForm<SecretText>(new TextForm(200), new SecretTextForm(10_000), MostEntries, "security.protocol: SASL_SSL"),
            s => s.Kafka.Properties,
            (s, v) => s with { Kafka = s.Kafka with { Properties = v } })
        {
            Summary = "Settings of librdkafka by their names there; ${env:NAME} and ${file:PATH} in a value are put in",
        },
    ];

    private static SourceDraft With(this SourceDraft draft, KafkaFormat format) => draft with { Kafka = draft.Kafka with { Format = format } };
}
