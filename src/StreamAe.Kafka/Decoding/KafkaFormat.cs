namespace StreamAe.Kafka.Decoding;

/// <summary>Where in a message the parts of an observation stand. Checked by <see cref="RecordDecoder.FindProblems"/>.</summary>
public sealed record KafkaFormat
{
    /// <summary>Default JSON.</summary>
    public RecordFormat Format { get; init; }

    /// <summary><c>key</c> for the message's key, <c>header NAME</c> for a header, else a path (JSON, protobuf) or a column (CSV). Default null:
    /// the monitor's entity field.</summary>
    public string? Entity { get; init; }

    /// <summary><c>record</c> for the message's own timestamp, else a path or a column. Default null: the monitor's time field.</summary>
    public string? Time { get; init; }

    /// <summary>Of a time that is a number. Default seconds.</summary>
    public TimeUnit TimeUnit { get; init; }

    /// <summary>Paths or columns of features (and of the label) that are not called as the monitor calls them. Default none.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>CSV: the columns of a line, in order. Default none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Protobuf: the path of a descriptor set as <c>protoc --descriptor_set_out --include_imports</c> writes it. Default none.</summary>
    public string Descriptors { get; init; } = "";

    /// <summary>Protobuf: the full name of the message. Default none.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether a value may be a number within a string. Default false.</summary>
    public bool NumbersAsStrings { get; init; }

    /// <summary>Longest value of a message that is looked at. Default 1 MiB; 1 byte to 100 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;
}
