using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Commands;

/// <summary>Loads service files for commands: all errors of a file at once, warnings to standard error.</summary>
internal static class ServiceFiles
{
    /// <exception cref="WrongUseException">The file has errors; the message holds them all, one a line.</exception>
    public static ServiceConfiguration Load(string config, PartCatalog parts)
    {
        ServiceFileResult result = ServiceFile.Load(config, parts);
        foreach (DefinitionError warning in result.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        return result.Configuration
            ?? throw new WrongUseException($"{config} cannot be run:{Environment.NewLine}{string.Join(Environment.NewLine, result.Errors)}");
    }
}
