using System.CommandLine;
using StreamAe.Host.Lab;
using StreamAe.Host.Lab.Onnx;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab export</c></summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string> model = LabOptions.Model();
        var onnx = new Option<string>("--onnx") { Description = "The file to write.", Required = true, HelpName = "model.onnx" };
        var command = new Command(
            "export",
            """
            Writes a model as ONNX, for programs of others. Raw rows go in ('rows' [N × D], and 'context' [N × C] of a conditional
            model, one-hot); 'code' [N × J] and raw 'reconstruction' [N × D] come out: the scaling is part of the graph.

            Example:
              streamae lab export --model digits.sae --onnx digits.onnx
            """)
        {
            model, onnx,
        };
        command.SetAction(parsed =>
        {
            StoredModel stored = ModelFile.Load(parsed.GetRequiredValue(model));
            string path = parsed.GetRequiredValue(onnx);
            using (FileStream stream = File.Create(path))
            {
                OnnxExport.Write(stream, stored);
            }

            Console.Out.WriteLine($"{path}: {stored.Architecture}, {ByteText.Of(new FileInfo(path).Length)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
