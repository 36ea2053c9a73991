using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Commands;

/// <summary>Loads service files for commands: all errors of a file at once, warnings to standard error.</summary>
internal static class ServiceFiles
{
    /// <exception cref="WrongUseException">The file has errors; the message holds them all, one a line.</exception>
    public static ServiceConfiguration Load(string config, PartCatalog parts) => Take(config, ServiceFile.Load(config, parts), "run");

    /// <summary>For a command that looks into the store or writes to it: what the service runs on need not be here.</summary>
    /// <exception cref="WrongUseException">As of <see cref="Load"/>.</exception>
    public static ServiceConfiguration LoadForStore(string config) =>
        Take(config, ServiceFile.Load(config, PartCatalog.OfThisBuild(), runs: false), "used");

    private static ServiceConfiguration Take(string config, ServiceFileResult result, string use)
    {
        foreach (DefinitionError warning in result.Warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        return result.Configuration
            ?? throw new WrongUseException($"{config} cannot be {use}:{Environment.NewLine}{string.Join(Environment.NewLine, result.Errors)}");
    }
}
