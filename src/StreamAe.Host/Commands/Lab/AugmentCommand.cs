using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab augment</c></summary>
internal static class AugmentCommand
{
    public static Command Create()
    {
        var options = new TrainingCommandOptions("vae");
        Argument<string> data = LabOptions.Data();
        var label = new Option<string>("--label") { Description = "The column of classes.", Required = true, HelpName = "column" };
        var minority = new Option<string?>("--class") { Description = "The class to add to; by default the rarest.", HelpName = "word" };
        var rows = new Option<int?>("--rows") { Description = "Rows to add; by default as many as make the class as frequent as the most frequent one.", HelpName = "n" };
        rows.Validators.Add(result =>
        {
            if (result.TryGet(out int? value) && value is < 1 or > 10_000_000)
            {
                result.AddError($"--rows {value}: must be 1 to 10,000,000.");
            }
        });
        Option<string[]> features = TrainCommand.List("--features", "Columns to keep, as a,b,c; all others than the label by default.");
        Option<string[]> ignore = TrainCommand.List("--ignore", "Columns to pass over, as a,b.");
        Option<string?> output = LabOptions.Out("CSV file: the rows of the file, then the new ones.");
        var onlyNew = new Option<bool>("--only-new") { Description = "Write the new rows alone." };
        var command = new Command(
            "augment",
            """
            Adds synthetic rows to a rare class: trains a VAE on that class alone and decodes codes drawn from its prior.
            For a classifier's training rows only: rows to test on stay real.

            Example:
              streamae lab augment cards.csv --label fraud --class 1 --latent 4 --out balanced.csv
            """)
        {
            data, label, minority, rows, features, ignore, output, onlyNew,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(data), column = parsed.GetRequiredValue(label);
            string[] passedOver = parsed.GetValue(ignore) ?? [];
            TrainCommand.RequireColumns(file, LabTableReader.ReadHeader(file), [column, .. passedOver]);
            var columns = new LabColumns
            {
                Features = parsed.GetValue(features) is { Length: > 0 } named ? named : null,
                Texts = [column],
                Ignored = passedOver,
                MaxBytes = options.MaxMemory(parsed),
            };
            LabTable table = LabTableReader.Read(file, columns, cancellationToken);
            IReadOnlyList<string> words = table.Texts[column];
            string chosen = ChooseClass(file, column, words, parsed.GetValue(minority));
            int count = parsed.GetValue(rows) ?? (words.CountBy(w => w).Max(c => c.Value) - words.Count(w => w == chosen));
            if (count < 1)
            {
                throw new WrongUseException($"--class {chosen}: no class has more rows than this one; give --rows to add some all the same.");
            }

            ModelSettings settings = options.Read(parsed, table.Features.Length);
            if (settings.Kind != Numerics.Architectures.LatentKind.Gaussian)
            {
                throw new WrongUseException("--kind ae: rows can be drawn from a VAE only; leave --kind out.");
            }

            using var progress = new EpochLine();
            StoredModel stored = new ModelTrainer(settings, columns.MaxBytes, progress.Say, progress.IfWatched).Train(OnlyClass(table, words, chosen), [], cancellationToken);
            progress.Dispose();
            (float[][] made, _) = RowSampler.Draw(new LabModel(stored), count, settings.Options.Seed, []);
            using (CsvText csv = new(parsed.GetValue(output)))
            {
                csv.Fields(table.Features).Field(column).EndRow();
                for (int r = 0; r < table.Count && !parsed.GetValue(onlyNew); r++)
                {
                    csv.Fields(table.Rows[r]).Field(words[r]).EndRow();
                }

                foreach (float[] row in made)
                {
                    csv.Fields(row).Field(chosen).EndRow();
                }
            }

            Console.Error.WriteLine($"{count:N0} rows of class '{chosen}' added to {words.Count(w => w == chosen):N0}.");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static string ChooseClass(string file, string column, IReadOnlyList<string> words, string? wanted)
    {
        var counts = words.CountBy(w => w).OrderBy(c => c.Value).ToList();
        return wanted is null ? counts[0].Key
            : words.Contains(wanted) ? wanted
            : throw new WrongUseException($"--class {wanted}: {file} has no such row; column '{column}' holds {string.Join(", ", counts.Take(20).Select(c => $"'{c.Key}'"))}.");
    }

    private static LabTable OnlyClass(LabTable table, IReadOnlyList<string> words, string chosen)
    {
        int[] members = [.. Enumerable.Range(0, table.Count).Where(r => words[r] == chosen)];
        return table with { Rows = [.. members.Select(r => table.Rows[r])], Lines = [.. members.Select(r => table.Lines[r])] };
    }
}
