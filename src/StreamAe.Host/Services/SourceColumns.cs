using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Services;

/// <summary>Whether a source has what a monitor reads, found out before anything starts.</summary>
internal static class SourceColumns
{
    public static FileLayout LayoutOf(MonitorDefinition definition) => new(
        definition.EntityField, definition.TimeField, definition.LabelField, FeatureEncoder.ChannelsOf(definition));

    /// <returns>What is wrong with the file for this monitor, or null.</returns>
    public static string? Check(MonitorDefinition definition, ObservationFile file)
    {
        try
        {
            _ = new FeatureEncoder(definition, Open(definition, file).Schema);
            return null;
        }
        catch (Exception error) when (error is ObservationFileException or ArgumentException)
        {
            return WithoutParameter(error.Message);
        }
    }

    /// <returns>What is wrong with the stream for this monitor.</returns>
    public static IReadOnlyList<string> Check(MonitorDefinition definition, SimulatorSource simulator)
    {
        Schema schema = SimulatedStreams.Create(simulator with { Entities = 1 }).Schema;
        string[] missing = [.. (FeatureEncoder.ChannelsOf(definition) ?? []).Select(c => c.Name).Where(name => schema.Channels.All(c => c.Name != name))];
        if (missing.Length > 0)
        {
            return [$"the simulated stream has no {string.Join(", ", missing.Select(name => $"'{name}'"))}; it has {schema}"];
        }

        try
        {
            _ = new FeatureEncoder(definition, schema);
            return [];
        }
        catch (ArgumentException error)
        {
            return [WithoutParameter(error.Message)];
        }
    }

    /// <summary>The channels that observations will have, as far as it is known before any is read; none where it is not.</summary>
    /// <param name="folder">That the source's paths are relative to.</param>
    public static IReadOnlyList<Schema> SchemasOf(MonitorDefinition definition, SourceConfiguration source, string folder)
    {
        if (source is SimulatorSource simulator)
        {
            return [SimulatedStreams.Create(simulator with { Entities = 1 }).Schema];
        }

        if (FeatureEncoder.ChannelsOf(definition) is { } channels)
        {
            return [new Schema(channels)];
        }

        return source is FilesSource files
            ? [.. FilesFeed.FindNow(files, folder).Select(file => TryReadSchema(definition, file)).OfType<Schema>().Distinct()]
            : [];
    }

    private static Schema? TryReadSchema(MonitorDefinition definition, ObservationFile file)
    {
        try
        {
            return Open(definition, file).Schema;
        }
        catch (ObservationFileException)
        {
            return null;
        }
    }

    private static CsvObservationSource Open(MonitorDefinition definition, ObservationFile file) =>
        new(file.Path, LayoutOf(definition), new EntityDirectory(), new DeadLetterCounter(keep: 0), name: file.Name);

    /// <summary>The parameter's name, which the runtime puts behind the message, tells an operator nothing.</summary>
    private static string WithoutParameter(string message) =>
        message.IndexOf(" (Parameter '", StringComparison.Ordinal) is >= 0 and var at ? message[..at] : message;
}
