using System.Text;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Experiments as a Markdown page with its pictures beside it.</summary>
internal static class ExperimentPage
{
    /// <summary>Writes <c>experiments.md</c> and the pictures it shows into a folder.</summary>
    /// <returns>The page.</returns>
    public static string Write(string folder, string command, IReadOnlyList<(IExperiment Experiment, ExperimentResult Result)> results)
    {
        var page = new StringBuilder();
        page.Append("# Experiments\n\n");
        page.Append($"Made by `{command}`; the same command gives the same figures.\n");
        Directory.CreateDirectory(folder);
        foreach ((IExperiment experiment, ExperimentResult result) in results)
        {
            page.Append($"\n## {experiment.Title}\n\n{result.Setup}\n\n");
            Append(page, result.Table);
            foreach (PictureSheet sheet in result.Pictures)
            {
                string file = $"{experiment.Name}-{sheet.Name}.png";
                sheet.Save(Path.Combine(folder, file));
                page.Append($"\n![{sheet.Name}]({file})\n\n{sheet.Caption}\n");
            }
        }

        string path = Path.Combine(folder, "experiments.md");
        File.WriteAllText(path, page.ToString());
        return path;
    }

    private static void Append(StringBuilder page, ExperimentTable table)
    {
        Line(page, table.Columns);
        Line(page, [.. table.Columns.Select((_, c) => IsNumeric(table, c) ? "---:" : "---")]);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            Line(page, row);
        }
    }

    private static void Line(StringBuilder page, IReadOnlyList<string> cells) => page.Append($"| {string.Join(" | ", cells)} |\n");

    private static bool IsNumeric(ExperimentTable table, int column) =>
        table.Rows.All(row => row[column].Length > 0 && (char.IsAsciiDigit(row[column][0]) || row[column] == "–"));
}
