using System.Collections.Concurrent;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Tests;

/// <summary>Calls to entities' grains on a silo whose answers get lost, as those of a silo that leaves do.</summary>
internal sealed class LostAnswers : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);

    /// <summary>The next rows of the grain of this key are refused by it, and nobody hears of that.</summary>
    public void RefuseOnce(string key) => _refused[key] = 1;

    /// <summary>Of those asked for.</summary>
    public int Left => _refused.Count;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is IEntityGrain && context.MethodName == nameof(IEntityGrain.JudgeAsync)
            && _refused.TryRemove(context.TargetId.Key.ToString()!, out _))
        {
            EntityRows rows = ((EntityCall)context.Request.GetArgument(0)!).Rows;
            Assert.True(rows.TryBegin());
            rows.AnswerWith(RowsStatus.Stale);
            rows.End();
            throw new TimeoutException("The answer is lost.");
        }

        await context.Invoke();
    }
}
