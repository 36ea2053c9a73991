using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Lab.Experiments;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab experiments</c></summary>
internal static class ExperimentsCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"Which: {string.Join(", ", ExperimentCatalog.All.Select(e => e.Name))}. All without one.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. ExperimentCatalog.All.Select(e => e.Name)]);
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for experiments.md and its pictures; tables on the terminal without it." };
        var digits = new Option<FileInfo?>("--digits") { Description = "Scanned digits (CSV: 64 pixels, label) in place of generated shapes." };
        var seed = new Option<ulong>("--seed") { Description = "Of the data and of every training.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print the tables as JSON." };
        var command = new Command(
            "experiments",
            """
            Asks the engine what depth, β, sparsity, noise, context, pretraining and synthetic rows are good for, on data whose structure is known,
            and answers with tables and pictures. The same seed gives the same figures.

            Examples:
              streamae lab experiments depth beta
              streamae lab experiments --out docs/experiments --digits digits.csv
            """)
        {
            names, output, digits, seed, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] wanted = parsed.GetValue(names) ?? [];
            FileInfo? digitsFile = parsed.GetValue(digits);
            var options = new ExperimentOptions(
                parsed.GetValue(seed), digitsFile is null ? null : DigitsFile.Read(digitsFile.FullName, cancellationToken));
            IAnsiConsole console = Terminal.Output();
            var results = new List<(IExperiment, ExperimentResult)>();
            foreach (IExperiment experiment in ExperimentCatalog.All.Where(e => wanted.Length == 0 || wanted.Contains(e.Name)))
            {
                ExperimentResult result = experiment.Run(options, cancellationToken);
                results.Add((experiment, result));
                if (!parsed.GetValue(json))
                {
                    Print(console, experiment, result);
                }
            }

            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(
                    results.Select(r => new { r.Item1.Name, r.Item2.Setup, r.Item2.Table.Columns, r.Item2.Table.Rows }), JsonOutput.Options));
            }

            if (parsed.GetValue(output) is DirectoryInfo folder)
            {
                string typed = $"streamae lab experiments --seed {options.Seed}{(options.Digits is null ? string.Empty : " --digits FILE")}";
                Terminal.Error().WriteLine($"Written: {ExperimentPage.Write(folder.FullName, typed, results)}");
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Print(IAnsiConsole console, IExperiment experiment, ExperimentResult result)
    {
        console.MarkupLine($"[bold]{Markup.Escape(experiment.Title)}[/]");
        console.WriteLine(result.Setup);
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in result.Table.Columns)
        {
            table.AddColumn(Markup.Escape(column));
        }

        foreach (IReadOnlyList<string> row in result.Table.Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
