using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;
using StreamAe.Host.Plots;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab sample</c></summary>
internal static class SampleCommand
{
    private const int SheetColumns = 8;
    private const int MostCells = 64;

    public static Command Create()
    {
        Option<string> model = LabOptions.Model();
        Option<int> count = LabOptions.Count("--count", "Rows to draw.", 16);
        Option<ulong> seed = LabOptions.Seed();
        var given = new Option<string[]>("--given") { Description = "Of a conditional model: which category, as day=mo. Without it each row draws one.", HelpName = "column=word" };
        Option<string?> output = LabOptions.Out("CSV file of rows, behind them the conditions.");
        Option<string?> plot = LabOptions.Plot("Draw the rows as a sheet");
        Option<ImageSize?> image = LabOptions.Image();
        var command = new Command(
            "sample",
            """
            Makes rows: draws codes from the standard normal distribution, which a VAE's codes follow, and decodes them.

            Example:
              streamae lab sample --model digits.sae --count 24 --image 8x8 --plot sheet.svg --out made.csv
            """)
        {
            model, count, seed, given, output, plot, image,
        };
        command.SetAction(parsed =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            Sheet sheet = LabOptions.SheetFor(parsed.GetValue(image), lab);
            RowSampler.RequireVariational(lab, parsed.GetRequiredValue(model));
            int?[] fixedCategories = Fixed(lab.Stored.Conditions, parsed.GetValue(given) ?? []);
            (float[][] rows, int[] categories) = RowSampler.Draw(lab, parsed.GetValue(count), parsed.GetValue(seed), fixedCategories);
            ConditionColumn[] conditions = lab.Stored.Conditions;
            using (CsvText csv = new(parsed.GetValue(output)))
            {
                csv.Fields(lab.Stored.FeatureNames).Fields(conditions.Select(c => c.Name)).EndRow();
                for (int r = 0; r < rows.Length; r++)
                {
                    csv.Fields(rows[r]).Fields(conditions.Select((c, k) => c.Categories[categories[(r * conditions.Length) + k]])).EndRow();
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                SavePlot(picture, sheet, rows);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static int?[] Fixed(ConditionColumn[] conditions, string[] given)
    {
        int?[] categories = new int?[conditions.Length];
        foreach (string text in given)
        {
            string[] parts = text.Split('=', 2);
            int k = Array.FindIndex(conditions, c => c.Name == parts[0]);
            int category = k >= 0 && parts.Length == 2 ? Array.IndexOf(conditions[k].Categories, parts[1]) : -1;
            if (category < 0)
            {
                string known = conditions.Length == 0 ? "the model has no conditions" : string.Join("; ", conditions.Select(c => $"{c.Name}={string.Join('|', c.Categories.Take(20))}"));
                throw new WrongUseException($"--given {text}: give COLUMN=WORD of the model's conditions: {known}.");
            }

            categories[k] = category;
        }

        return categories;
    }

    private static void SavePlot(string path, Sheet sheet, float[][] rows)
    {
        (float[], string)[][] cells = [.. rows.Take(MostCells).Select((row, r) => (row, $"{r + 1}")).Chunk(SheetColumns)];
        (int width, int height) = sheet.SizeOf(Math.Min(SheetColumns, rows.Length), cells.Length);
        PlotFile.Save(path, width, height, canvas => sheet.Draw(canvas, $"{Math.Min(rows.Length, MostCells)} rows drawn from the prior", [.. cells.Select(_ => "")], cells));
    }
}
