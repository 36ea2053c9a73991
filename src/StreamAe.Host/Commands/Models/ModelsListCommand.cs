using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Commands.Operating;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models list</c></summary>
internal static class ModelsListCommand
{
    private const int DefaultMax = 1000;

    public static Command Create()
    {
        var options = new OperatorOptions();
        var entity = new Option<string?>("--entity") { Description = "Only this one. Default all." };
        var max = new Option<int>("--max") { Description = "Most versions to list.", DefaultValueFactory = _ => DefaultMax };
        var command = new Command(
            "list",
            """
            Lists the trainings of entities and the versions that are kept: by what they were compared, what came of it, and which is in use. The
            error is the mean squared standardised residual on held-out rows; a challenger is promoted where its own is below the champion's.

            Exit codes: 0 done, 1 the store cannot be read, 2 the command line is wrong, or there is no such monitor or entity.

            Examples:
              streamae models list --data data --monitor pumps
              streamae models list --config service.yaml --monitor pumps --entity pump-007 --json
            """)
        {
            entity, max,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using IOperatorStore store = options.Open(parsed);
            string monitor = options.FindMonitor(parsed, store);
            string? key = parsed.GetValue(entity);
            if (key is not null && !store.HasEntity(monitor, key))
            {
                throw new WrongUseException($"--entity {key}: monitor {monitor} has no such entity in the store.");
            }

            int most = parsed.GetValue(max);
            List<VersionRecord> versions = [.. store.ReadVersions(monitor, key).Take(most + 1)];
            bool hasMore = versions.Count > most;
            versions = [.. versions.Take(most)];
            if (parsed.GetValue(options.Json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(versions.Select(VersionView.Of), JsonOutput.Options));
            }
            else
            {
                Print(Terminal.Output(), versions);
            }

            if (hasMore)
            {
                Console.Error.WriteLine($"note: there are more than {most}; see --entity and --max.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, List<VersionRecord> versions)
    {
        if (versions.Count == 0)
        {
            console.WriteLine("no model of an entity's own yet");
            return;
        }

        Table table = new Table().Border(TableBorder.None);
        foreach (string column in (string[])["entity", "version", "state", "verdict", "trained through", "rows", "error", "champion's", "recorded"])
        {
            table.AddColumn(column);
        }

        foreach (VersionRecord version in versions)
        {
            table.AddRow(
                new Text(version.Entity),
                new Text(version.Version.ToString(CultureInfo.InvariantCulture)),
                new Text(StateOf(version)),
                new Text(VerdictOf(version)),
                new Text(version.TrainedThrough is long through ? TimeOf(EventTime.ToUtc(through)) : string.Empty),
                new Text(version.Rows?.ToString("N0", CultureInfo.InvariantCulture) ?? string.Empty),
                new Text(NumberOf(version.Error)),
                new Text(NumberOf(version.ChampionError)),
                new Text(version.At is DateTimeOffset at ? TimeOf(at.UtcDateTime) : string.Empty));
        }

        console.Write(table);
    }

    /// <summary>One that was compared shows by what; another why not.</summary>
    private static string StateOf(VersionRecord version)
    {
        string state = version.IsInUse ? version.Request is long request ? $"in use (request {request})" : "in use" : version.IsKept ? "kept" : string.Empty;
        return version is { IsFormer: true, IsKept: true } ? $"{state}, before the edit" : state;
    }

    private static string VerdictOf(VersionRecord version) => version.Verdict switch
    {
        null => "not recorded",
        Monitoring.Training.TrainingVerdict.Promote => "promoted",
        Monitoring.Training.TrainingVerdict.NotBetter => "rejected: no better",
        Monitoring.Training.TrainingVerdict verdict => $"{verdict}: {version.Detail}",
    };

    private static string NumberOf(float? value) => value is float number && float.IsFinite(number) ? number.ToString("G4", CultureInfo.InvariantCulture) : string.Empty;

    private static string TimeOf(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
