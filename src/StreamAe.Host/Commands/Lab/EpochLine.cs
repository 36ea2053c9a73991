using StreamAe.Numerics.Training;

namespace StreamAe.Host.Commands.Lab;

/// <summary>One line on standard error that is written over after every epoch, where a person is looking; messages go above it.</summary>
internal sealed class EpochLine : IProgress<TrainingProgress>, IDisposable
{
    private int _written;

    /// <summary>Null where standard error is a file or a pipe.</summary>
    public IProgress<TrainingProgress>? IfWatched => Console.IsErrorRedirected ? null : this;

    public void Report(TrainingProgress value)
    {
        string line = $"epoch {value.Epoch:N0} of {value.Epochs:N0}: loss {value.TrainingLoss:G4} training, {value.ValidationLoss:G4} validation";
        Console.Error.Write($"\r{line.PadRight(_written)}");
        _written = line.Length;
    }

    public void Say(string message)
    {
        Dispose();
        Console.Error.WriteLine(message);
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_written > 0)
        {
            Console.Error.Write($"\r{new string(' ', _written)}\r");
            _written = 0;
        }
    }
}
