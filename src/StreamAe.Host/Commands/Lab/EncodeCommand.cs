using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab encode</c></summary>
internal static class EncodeCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<string?> output = LabOptions.Out("CSV file of codes: z1 … zJ, behind them the conditions and the label.");
        Option<string?> label = LabOptions.Label("A column to carry along; it colours the plot.");
        var variances = new Option<bool>("--variances") { Description = "Of a VAE also logvar1 … logvarJ, the log variances." };
        Option<string?> plot = LabOptions.Plot("Draw the two units with the most variance against each other");
        var command = new Command(
            "encode",
            """
            Writes the latent code of every row; of a VAE the mean.

            Example:
              streamae lab encode digits.csv --model digits.sae --label digit --out codes.csv --plot codes.svg
            """)
        {
            data, model, output, label, variances, plot,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            string[] labels = parsed.GetValue(label) is string name ? [name] : [];
            bool withVariances = parsed.GetValue(variances);
            if (withVariances && !lab.IsVariational)
            {
                throw new WrongUseException($"--variances: {lab.Architecture} has none; only a model trained with --kind vae has.");
            }

            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(labels), cancellationToken);
            (float[] codes, float[] logVariances) = lab.Encode(table);
            int latent = lab.Architecture.Latent;
            string[] carried = [.. lab.Stored.Conditions.Select(c => c.Name).Concat(labels).Distinct()];
            using (CsvText csv = new(parsed.GetValue(output)))
            {
                csv.Fields(CodeNames("z", latent)).Fields(withVariances ? CodeNames("logvar", latent) : []).Fields(carried).EndRow();
                for (int r = 0; r < table.Count; r++)
                {
                    csv.Fields(codes.AsSpan(r * latent, latent));
                    csv.Fields(withVariances ? logVariances.AsSpan(r * latent, latent) : []);
                    csv.Fields(carried.Select(c => table.Texts[c][r])).EndRow();
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                CodePlot.Save(picture, codes, latent, labels.Length > 0 ? table.Texts[labels[0]] : null);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    public static IEnumerable<string> CodeNames(string prefix, int latent) => Enumerable.Range(1, latent).Select(j => $"{prefix}{j}");
}
