using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Sizing;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae monitors size</c></summary>
internal static class SizeCommand
{
    private const int DefaultEntities = 5;

    // A first trial has no gain: NaN, as in other reports.
    private static readonly JsonSerializerOptions Json = new(JsonOutput.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Command Create()
    {
        var monitor = new Option<FileInfo>("--monitor") { Description = "The monitor file (YAML).", Required = true };
        var train = new Option<string[]>("--train") { Description = "Files to learn from: paths or globs.", Required = true, AllowMultipleArgumentsPerToken = true };
        var entities = new Option<int>("--entities")
        {
            Description = "Entities to sweep, those with the most rows.",
            DefaultValueFactory = _ => DefaultEntities,
        };
        entities.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && value < 1)
            {
                result.AddError("--entities must be 1 or more.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "size",
            """
            Sweeps the width of the latent code on an entity's history, until a wider one hardly lowers the validation error, and prints
            the width to write into the monitor file. All models of a monitor have one shape, so it is fixed there and not while it runs.

            Example:
              streamae monitors size --monitor deploy/monitors/streams.yaml --train 'data/*.train.csv.gz'
            """)
        {
            monitor, train, entities, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            MonitorDefinition definition = MonitorFiles.Load(parsed.GetRequiredValue(monitor).FullName);
            SizingReport report;
            try
            {
                report = await LatentSizing.RunAsync(
                    definition, GlobExpansion.Expand(parsed.GetRequiredValue(train)), parsed.GetValue(entities), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or InvalidOperationException)
            {
                throw new WrongUseException(error.Message);
            }

            if (parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, Json)).ConfigureAwait(false);
            }
            else
            {
                Print(Terminal.Output(), report);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, SizingReport report)
    {
        console.MarkupLine($"[bold]{Markup.Escape(report.Monitor)}[/]: {report.Inputs} inputs, latent now {report.Present}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("entity");
        foreach (string column in (string[])["rows", "latent", "validation error", "gain"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (EntitySizing entity in report.Entities)
        {
            foreach (LatentTrial trial in entity.Search.Trials)
            {
                bool chosen = trial.Latent == entity.Search.Latent;
                string latent = chosen ? $"[bold]{trial.Latent}[/]" : $"{trial.Latent}";
                table.AddRow(
                    Markup.Escape(entity.Entity),
                    entity.Rows.ToString("N0", CultureInfo.InvariantCulture),
                    latent,
                    trial.Error.ToString("0.####", CultureInfo.InvariantCulture),
                    double.IsNaN(trial.Gain) ? "–" : trial.Gain.ToString("P0", CultureInfo.InvariantCulture));
            }

            if (!entity.Search.IsFlat && entity.Search.Trials.Count > 1)
            {
                console.MarkupLine($"[yellow]{Markup.Escape(entity.Entity)}[/]: the error still falls at half the inputs; the features share little.");
            }
        }

        console.Write(table);
        console.MarkupLine($"Write [bold]model: {{latent: {report.Recommended}}}[/]");
    }
}
