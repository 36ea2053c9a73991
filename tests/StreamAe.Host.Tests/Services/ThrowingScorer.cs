using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Services;

/// <summary>A backend that fails: so does every training, which scores what it held out.</summary>
internal sealed class ThrowingScorer : IScorer
{
    public const string Message = "the device is gone";

    public string Name => "throwing";

    public void Score(ModelArena arena, in ScoreBatch batch) => throw new InvalidOperationException(Message);
}
