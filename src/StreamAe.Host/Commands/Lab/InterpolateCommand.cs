using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Host.Plots;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab interpolate</c></summary>
internal static class InterpolateCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<int> from = LabOptions.Count("--from", "Number of the first row, from 1.", 1, high: int.MaxValue);
        Option<int> to = LabOptions.Count("--to", "Number of the last row, from 1.", 2, high: int.MaxValue);
        Option<int> steps = LabOptions.Count("--steps", "Rows on the way, with both ends.", 8, low: 2, high: 10_000);
        Option<string?> output = LabOptions.Out("CSV file: t, then the columns.");
        Option<string?> plot = LabOptions.Plot("Draw the way as a sheet");
        Option<ImageSize?> image = LabOptions.Image();
        var command = new Command(
            "interpolate",
            """
            The way between two rows in the latent space: decodes z = (1 − t)·z₁ + t·z₂ for t from 0 to 1.

            Example:
              streamae lab interpolate digits.csv --model digits.sae --from 1 --to 9 --steps 10 --image 8x8 --plot way.svg --out way.csv
            """)
        {
            data, model, from, to, steps, output, plot, image,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            Sheet sheet = LabOptions.SheetFor(parsed.GetValue(image), lab);
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(), cancellationToken);
            int first = RowNumber(table, "--from", parsed.GetValue(from)), last = RowNumber(table, "--to", parsed.GetValue(to));
            int conditions = lab.Stored.Conditions.Length;
            int[] categories = lab.Categories(table);
            int[] context = categories[(first * conditions)..((first + 1) * conditions)];
            if (!context.AsSpan().SequenceEqual(categories.AsSpan(last * conditions, conditions)))
            {
                throw new WrongUseException($"--from {first + 1} --to {last + 1}: the rows have different conditions, and there is nothing between two words. Give rows of one condition.");
            }

            int latent = lab.Architecture.Latent, count = parsed.GetValue(steps);
            (float[] codes, _) = lab.Encode(table);
            float[] way = new float[count * latent];
            for (int i = 0; i < way.Length; i++)
            {
                float t = i / latent / (count - 1f);
                way[i] = ((1 - t) * codes[(first * latent) + (i % latent)]) + (t * codes[(last * latent) + (i % latent)]);
            }

            float[][] rows = lab.Decode(way, Repeat(context, count));
            using (CsvText csv = new(parsed.GetValue(output)))
            {
                csv.Field("t").Fields(lab.Stored.FeatureNames).EndRow();
                for (int r = 0; r < count; r++)
                {
                    csv.Field(r / (count - 1f)).Fields(rows[r]).EndRow();
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                const int Most = 20;
                int shown = Math.Min(Most, count);
                (float[], string)[] cells = [.. Enumerable.Range(0, shown).Select(i => i * (count - 1) / (shown - 1)).Select(r => (rows[r], $"t = {r / (count - 1.0):0.##}"))];
                (int width, int height) = sheet.SizeOf(shown, 1);
                PlotFile.Save(picture, width, height, canvas => sheet.Draw(canvas, $"From row {first + 1} to row {last + 1}", [""], [cells]));
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    /// <summary>From the 1-based number of the command line to an index.</summary>
    public static int RowNumber(LabTable table, string option, int number) => number <= table.Count
        ? number - 1
        : throw new WrongUseException($"{option} {number}: {table.File} has {table.Count:N0} rows; give 1 to {table.Count:N0}.");

    public static int[] Repeat(int[] context, int count) => [.. Enumerable.Range(0, count).SelectMany(_ => context)];
}
