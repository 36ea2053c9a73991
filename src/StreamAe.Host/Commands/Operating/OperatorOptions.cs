using System.CommandLine;
using StreamAe.Host.Configuration;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Operations;
using StreamAe.Storage;

namespace StreamAe.Host.Commands.Operating;

/// <summary>
/// Which store a command of an operator is about, and which monitor in it. The service that owns the store may run meanwhile.
/// </summary>
internal sealed class OperatorOptions
{
    public Option<DirectoryInfo?> Data { get; } = new("--data") { Description = "The data folder of a service with an embedded store." };

    public Option<FileInfo?> Config { get; } = new("--config") { Description = "The service configuration (YAML), which names the store: needed for PostgreSQL." };

    public Option<string?> Monitor { get; } = new("--monitor") { Description = "The monitor; needed where the store has several." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the answer as JSON." };

    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Config);
        command.Options.Add(Monitor);
        command.Options.Add(Json);
    }

    /// <exception cref="WrongUseException">Neither store is named, or both; or the configuration has errors.</exception>
    /// <exception cref="IOException">There is no store, or it cannot be used.</exception>
    public IOperatorStore Open(ParseResult parsed)
    {
        DirectoryInfo? data = parsed.GetValue(Data);
        FileInfo? config = parsed.GetValue(Config);
        if ((data is null) == (config is null))
        {
            throw new WrongUseException("Give either --data, the data folder of a service, or --config, the service's configuration.");
        }

        if (data is not null)
        {
            return SqliteOperatorStore.Open(data.FullName);
        }

        // As it was given: a relative path is relative to where the command runs, also on systems that resolve it otherwise.
        ServiceConfiguration configuration = ServiceFiles.LoadForStore(config!.ToString());
        return Stores.OpenForOperator(configuration, TimeProvider.System);
    }

    /// <exception cref="WrongUseException">There is no such monitor, or several and none was named.</exception>
    public string FindMonitor(ParseResult parsed, IOperatorStore store)
    {
        IReadOnlyList<string> known = store.ListMonitors();
        if (parsed.GetValue(Monitor) is string named)
        {
            return known.Contains(named, StringComparer.Ordinal)
                ? named
                : throw new WrongUseException($"--monitor {named} is not in the store. {Shown(known)}");
        }

        return known.Count == 1
            ? known[0]
            : throw new WrongUseException(known.Count == 0 ? Shown(known) : $"Name one with --monitor. {Shown(known)}");
    }

    private static string Shown(IReadOnlyList<string> known) =>
        known.Count == 0 ? "The store holds no monitor yet: no service has committed anything to it." : $"The store holds {string.Join(", ", known)}.";
}
