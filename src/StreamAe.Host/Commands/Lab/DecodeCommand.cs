using System.CommandLine;
using StreamAe.Host.Lab;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab decode</c></summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        Argument<string> codes = LabOptions.Data("CSV file with columns z1 … zJ and the model's conditions, as encode writes it.");
        Option<string> model = LabOptions.Model();
        Option<string?> output = LabOptions.Out("CSV file of rows.");
        var command = new Command(
            "decode",
            """
            Writes the row that the decoder makes of every code, in the units of the training data.

            Example:
              streamae lab decode codes.csv --model digits.sae --out rows.csv
            """)
        {
            codes, model, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            LabModel lab = LabOptions.Load(parsed.GetRequiredValue(model));
            var columns = new LabColumns
            {
                Features = [.. EncodeCommand.CodeNames("z", lab.Architecture.Latent)],
                Texts = [.. lab.Stored.Conditions.Select(c => c.Name)],
            };
            LabTable table = LabTableReader.Read(parsed.GetRequiredValue(codes), columns, cancellationToken);
            float[][] rows = lab.Decode(table.Rows.SelectMany(r => r).ToArray(), lab.Categories(table));
            using CsvText csv = new(parsed.GetValue(output));
            csv.Fields(lab.Stored.FeatureNames).EndRow();
            foreach (float[] row in rows)
            {
                csv.Fields(row).EndRow();
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
