using System.CommandLine;

namespace StreamAe.Host.Commands.Lab;

/// <summary><c>streamae lab</c>: autoencoders on CSV files, without a service.</summary>
internal static class LabCommand
{
    public static Command Create() => new(
        "lab",
        """
        Autoencoders on CSV files: train one, look into it, and use it to encode, denoise, generate and compress rows.
        Files have a header; all columns are numbers unless --label, --condition, --features or --ignore say otherwise.

        Examples:
          streamae lab train digits.csv --label digit --kind vae --latent 8 --model digits.sae --plot loss.svg
          streamae lab sample --model digits.sae --count 24 --image 8x8 --plot sheet.svg
        """)
    {
        TrainCommand.Create(),
        InspectCommand.Create(),
        EncodeCommand.Create(),
        DecodeCommand.Create(),
        ReconstructCommand.Create(),
        DenoiseCommand.Create(),
        SampleCommand.Create(),
        InterpolateCommand.Create(),
        TraverseCommand.Create(),
        CompressCommand.Create(),
        DecompressCommand.Create(),
        EvaluateCommand.Create(),
        AugmentCommand.Create(),
        ExportCommand.Create(),
        ExperimentsCommand.Create(),
    };
}
