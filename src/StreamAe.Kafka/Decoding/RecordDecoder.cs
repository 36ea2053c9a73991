using StreamAe.Kafka.Decoding.Csv;
using StreamAe.Kafka.Decoding.Json;
using StreamAe.Kafka.Decoding.Protobuf;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>Makes the decoder of a monitor's messages.</summary>
public static class RecordDecoder
{
    /// <param name="directory">The monitor's entities; new ones are added as they come.</param>
    /// <exception cref="InvalidDataException">The format does not fit the monitor; the message says what is wrong.</exception>
    public static IRecordDecoder Create(KafkaFormat format, MonitorDefinition definition, EntityDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var problems = new List<FormatProblem>();
        Func<EntityDirectory, IRecordDecoder>? create = Prepare(format, definition, problems);
        return create is null || problems.Count > 0
            ? throw new InvalidDataException(string.Join(" ", problems.Select(p => $"{p}.")))
            : create(directory);
    }

    /// <summary>Everything that keeps the format from giving the monitor its observations. Reads the descriptor set where there is one.</summary>
    public static IReadOnlyList<FormatProblem> FindProblems(KafkaFormat format, MonitorDefinition definition)
    {
        var problems = new List<FormatProblem>();
        Prepare(format, definition, problems);
        return problems;
    }

    private static Func<EntityDirectory, IRecordDecoder>? Prepare(KafkaFormat format, MonitorDefinition definition, List<FormatProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(format.MaxRecordBytes);
        if (RecordLayout.Create(format, definition, problems) is not { } layout)
        {
            return null;
        }

        switch (format.Format)
        {
            case RecordFormat.Json:
                JsonPathNode? paths = JsonPathNode.Compile(layout, problems);
                return paths is null ? null : directory => new JsonRecordDecoder(layout, paths, directory);
            case RecordFormat.Csv:
                CsvColumns? columns = CsvColumns.Find(format.Columns, layout, problems);
                return columns is null ? null : directory => new CsvLineDecoder(layout, columns, directory);
            case RecordFormat.Protobuf:
                MessagePlan? plan = MessagePlanBuilder.Build(format, layout, problems);
                return plan is null ? null : directory => new ProtobufRecordDecoder(layout, plan, directory);
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format.Format, "No such format.");
        }
    }
}
