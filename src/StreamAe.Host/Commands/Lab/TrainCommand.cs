using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab train</c></summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var options = new TrainingCommandOptions();
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<string[]> features = List("--features", "Columns to learn, as a,b,c; all others by default.");
        Option<string[]> ignore = List("--ignore", "Columns to pass over, as a,b.");
        Option<string?> label = LabOptions.Label("A column that is passed over: the truth that evaluate and encode use.");
        var condition = new Option<string[]>("--condition")
        {
            Description = "A column of words given to encoder and decoder one-hot; its words, where not all are in the file: day:mo,tu,we. May be repeated.",
            HelpName = "column[:a,b]",
        };
        var report = new Option<string?>("--report") { Description = "Write settings, estimate and curves as JSON.", HelpName = "r.json" };
        Option<string?> plot = LabOptions.Plot("Draw loss and learning rate over the epochs");
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "train",
            """
            Trains an autoencoder on the rows of a file and writes it as a model file. Prints what it will take before it starts.

            Examples:
              streamae lab train pumps.csv --ignore entity,t --label label --hidden 16 --latent 4 --model pumps.sae
              streamae lab train digits.csv --label digit --kind vae --loss bce --hidden 64,32 --latent 8 --model digits.sae --plot loss.svg
              streamae lab train noisy.csv --noise gaussian --noise-level 0.3 --latent auto --model clean.sae
            """)
        {
            data, model, features, ignore, label, condition, report, plot, json,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(data);
            ConditionSpec[] specs = [.. (parsed.GetValue(condition) ?? []).Select(ConditionSpec.Parse)];
            string[] passedOver = [.. parsed.GetValue(ignore) ?? [], .. parsed.GetValue(label) is string l ? (string[])[l] : []];
            var columns = new LabColumns
            {
                Features = parsed.GetValue(features) is { Length: > 0 } named ? named : null,
                Texts = [.. specs.Select(s => s.Name)],
                Ignored = passedOver,
                AllowMissing = options.MaskMissing(parsed),
                MaxBytes = options.MaxMemory(parsed),
            };
            string[] header = LabTableReader.ReadHeader(file);
            RequireColumns(file, header, passedOver);
            int count = columns.Features?.Count ?? header.Except(columns.Texts).Except(passedOver).Count();
            ModelSettings settings = options.Read(parsed, Math.Max(1, count));
            using var progress = new EpochLine();
            var trainer = new ModelTrainer(settings, columns.MaxBytes, progress.Say, progress.IfWatched);
            trainer.RequireRoom(Math.Max(1, count));
            LabTable table = LabTableReader.Read(file, columns, cancellationToken);
            StoredModel stored = trainer.Train(table, specs, cancellationToken);
            string path = parsed.GetRequiredValue(model);
            progress.Dispose();
            ModelFile.Save(path, stored);
            Tell(stored, path, parsed.GetValue(json), parsed.GetValue(report));
            if (parsed.GetValue(plot) is string picture)
            {
                LossPlot.Save(picture, stored);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    public static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "a,b",
        CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',')).Select(c => c.Trim()).Where(c => c.Length > 0)],
    };

    public static void RequireColumns(string file, string[] header, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(n => !header.Contains(n)) is string missing)
        {
            throw new WrongUseException($"{file}:1: there is no column '{missing}'; the columns are {string.Join(", ", header.Take(30).Select(c => $"'{c}'"))}.");
        }
    }

    private static void Tell(StoredModel stored, string path, bool asJson, string? reportPath)
    {
        TrainingReport report = stored.Report;
        string text = JsonSerializer.Serialize(
            new
            {
                Model = path,
                Architecture = stored.Architecture.ToString(),
                Parameters = stored.Architecture.ParameterCount,
                stored.Options,
                stored.Report,
            },
            JsonText.Options);
        if (reportPath is not null)
        {
            File.WriteAllText(reportPath, text);
        }

        if (asJson)
        {
            Console.Out.WriteLine(text);
            return;
        }

        string ending = report.Outcome switch
        {
            TrainingOutcome.StoppedEarly => "stopped early",
            TrainingOutcome.Diverged => "the loss exploded",
            _ => "all epochs ran",
        };
        Console.Out.WriteLine($"{stored.Architecture}");
        Console.Out.WriteLine($"  rows        {report.FittingRows:N0} to fit, {report.ValidationRows:N0} to validate, {report.BatchSize} a step");
        Console.Out.WriteLine($"  epochs      {report.TrainingLoss.Count:N0} ({ending}); the best is {report.BestEpoch:N0}");
        Console.Out.WriteLine($"  loss        {report.TrainingLoss[report.BestEpoch - 1]:G5} training, {report.BestLoss:G5} validation");
        Console.Out.WriteLine($"  model       {path} ({ByteText.Of(new FileInfo(path).Length)})");
    }
}
