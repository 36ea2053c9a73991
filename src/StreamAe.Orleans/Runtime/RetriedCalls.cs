using Microsoft.Extensions.Logging;

namespace StreamAe.Orleans.Runtime;

/// <summary>Calls to grains that are made again until they are answered, whatever becomes of silos on the way.</summary>
internal sealed class RetriedCalls(string monitor, ILogger logger)
{
    /// <param name="of">Whom the call is about, for the log.</param>
    public async ValueTask<T> UntilReachedAsync<T>(string of, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var pause = default(RetryPause);
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception error) when (CallErrors.AreOfTheWay(error))
            {
                OrleansLog.Retry(logger, error, monitor, of);
            }

            await Task.Delay(pause.Next(), cancellationToken).ConfigureAwait(false);
        }
    }
}
