using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Plots;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab reconstruct</c></summary>
internal static class ReconstructCommand
{
    public static Command Create()
    {
        Argument<string> data = LabOptions.Data();
        Option<string> model = LabOptions.Model();
        Option<string?> output = LabOptions.Out("CSV file of reconstructions, with reconstructionError and, of a VAE, kl behind the columns.");
        Option<string?> plot = LabOptions.Plot("Draw rows and reconstructions");
        Option<ImageSize?> image = LabOptions.Image();
        var command = new Command(
            "reconstruct",
            """
            Writes every row as the model sees it, and how far it is off: the mean of its squared scaled residuals, each
            weighted as the model says.

            Example:
              streamae lab reconstruct digits.csv --model digits.sae --out back.csv --image 8x8 --plot back.svg
            """)
        {
            data, model, output, plot, image,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            Sheet sheet = LabOptions.SheetFor(parsed.GetValue(image), lab);
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(data), lab.Columns(), cancellationToken);
            (float[][] rows, float[] errors, float[] divergences) = lab.Reconstruct(table);
            using (CsvText csv = new(parsed.GetValue(output)))
            {
                csv.Fields(lab.Stored.FeatureNames).Field("reconstructionError").Fields(lab.IsVariational ? ["kl"] : []).EndRow();
                for (int r = 0; r < rows.Length; r++)
                {
                    csv.Fields(rows[r]).Field(errors[r]);
                    csv.Fields(lab.IsVariational ? divergences.AsSpan(r, 1) : []).EndRow();
                }
            }

            if (parsed.GetValue(plot) is string picture)
            {
                RowsPlot.Save(picture, sheet, lab.Stored.FeatureNames, [("row", table.Rows), ("reconstruction", rows)]);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
