using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Host.Plots;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab traverse</c></summary>
internal static class TraverseCommand
{
    private const float Reach = 3;
    private const int NamedFeatures = 3;
    private const int MostSheetRows = 16;

    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<int> row = LabOptions.Count("--row", "Number of the row to start from, from 1.", 1, high: int.MaxValue);
        Option<int> unit = LabOptions.Count("--unit", "The only unit to vary, from 1; 0 varies each.", 0, low: 0, high: int.MaxValue);
        Option<int> steps = LabOptions.Count("--steps", "Values of each unit.", 7, low: 2, high: 1000);
        Option<string?> output = new("--out", "-o") { Description = "CSV file: unit, value, then the columns.", HelpName = "file" };
        Option<string?> plot = LabOptions.Plot("Draw a sheet, one row a unit");
        Option<ImageSize?> image = LabOptions.Image();
        Option<bool> json = LabOptions.Json();
        var command = new Command(
            "traverse",
            """
            What each latent unit means: takes a row's code, varies one unit around it, and says which columns move. A VAE's unit
            goes from −3 to 3, three deviations of its prior; an autoencoder's three of its own deviations to each side of its mean.

            Example:
              streamae lab traverse digits.csv --model digits.sae --row 1 --image 8x8 --plot units.svg
            """)
        {
            data, model, row, unit, steps, output, plot, image, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            Sheet sheet = LabOptions.SheetFor(parsed.GetValue(image), lab);
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(), cancellationToken);
            int start = InterpolateCommand.RowNumber(table, "--row", parsed.GetValue(row));
            int only = parsed.GetValue(unit), latent = lab.Architecture.Latent;
            if (only > latent)
            {
                throw new WrongUseException($"--unit {only}: the model has {latent} latent units; give 1 to {latent}, or 0 for all.");
            }

            Traversal[] traversals = Traverse(lab, table, start, only == 0 ? [.. Enumerable.Range(0, latent)] : [only - 1], parsed.GetValue(steps));
            if (parsed.GetValue(output) is string path)
            {
                WriteCsv(path, lab, traversals);
            }

            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(traversals.Select(t => new { Unit = t.Unit + 1, Moves = Moves(lab, t) }), JsonText.Options));
            }
            else
            {
                foreach (Traversal t in traversals)
                {
                    IEnumerable<string> moves = Moves(lab, t).Take(NamedFeatures).Select(m => $"{m.Column} {m.From:G4} to {m.To:G4}");
                    Console.Out.WriteLine($"z{t.Unit + 1} {t.Values[0]:G3} to {t.Values[^1]:G3} moves {string.Join(", ", moves)}");
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                SavePlot(picture, sheet, traversals, start);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Traversal[] Traverse(LabModel lab, LabTable table, int start, int[] units, int steps)
    {
        int latent = lab.Architecture.Latent, conditions = lab.Stored.Conditions.Length;
        (float[] codes, _) = lab.Encode(table);
        int[] context = lab.Categories(table)[(start * conditions)..((start + 1) * conditions)];
        return [.. units.Select(unit =>
        {
            (float centre, float deviation) = lab.IsVariational ? (0, 1) : Moments(codes, latent, unit);
            float[] values = [.. Enumerable.Range(0, steps).Select(s => centre + (deviation * Reach * ((2f * s / (steps - 1)) - 1)))];
            float[] varied = new float[steps * latent];
            for (int s = 0; s < steps; s++)
            {
                codes.AsSpan(start * latent, latent).CopyTo(varied.AsSpan(s * latent));
                varied[(s * latent) + unit] = values[s];
            }

            return new Traversal(unit, values, lab.Decode(varied, InterpolateCommand.Repeat(context, steps)));
        })];
    }

    private static (float Mean, float Deviation) Moments(float[] codes, int latent, int unit)
    {
        double[] values = [.. codes.Where((_, i) => i % latent == unit).Select(c => (double)c)];
        double mean = values.Average();
        return ((float)mean, (float)Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    /// <summary>The columns by how far they move, measured in their own scales.</summary>
    private static IEnumerable<Move> Moves(LabModel lab, Traversal traversal) => Enumerable.Range(0, lab.Architecture.Features)
        .Select(d => new Move(
            lab.Stored.FeatureNames[d],
            traversal.Rows[0][d],
            traversal.Rows[^1][d],
            (traversal.Rows.Max(r => r[d]) - traversal.Rows.Min(r => r[d])) / lab.Stored.Scaling.Scales[d]))
        .OrderByDescending(m => m.ScaledRange);

    private static void WriteCsv(string path, LabModel lab, Traversal[] traversals)
    {
        using CsvText csv = new(path);
        csv.Field("unit").Field("value").Fields(lab.Stored.FeatureNames).EndRow();
        foreach (Traversal t in traversals)
        {
            for (int s = 0; s < t.Values.Length; s++)
            {
                csv.Field(t.Unit + 1).Field(t.Values[s]).Fields(t.Rows[s]).EndRow();
            }
        }
    }

    private static void SavePlot(string path, Sheet sheet, Traversal[] traversals, int start)
    {
        sheet = sheet with { HasRowLabels = true };
        Traversal[] shown = [.. traversals.Take(MostSheetRows)];
        (int width, int height) = sheet.SizeOf(shown[0].Values.Length, shown.Length);
        PlotFile.Save(path, width, height, canvas => sheet.Draw(
            canvas,
            $"Row {start + 1} with one unit varied",
            [.. shown.Select(t => $"z{t.Unit + 1}")],
            [.. shown.Select(t => (IReadOnlyList<(float[], string)>)[.. t.Rows.Select((r, s) => (r, $"{t.Values[s]:0.##}"))])]));
    }

    /// <param name="Rows">[steps] decoded.</param>
    private sealed record Traversal(int Unit, float[] Values, float[][] Rows);

    /// <param name="ScaledRange">Largest minus smallest value over the traversal, in the column's scale.</param>
    private sealed record Move(string Column, float From, float To, float ScaledRange);
}
