namespace StreamAe.Host.Health;

/// <summary>Whether the store answers. However many ask, it is asked by one at a time, and at most once a second. Thread-safe.</summary>
/// <param name="ping">Throws where it does not; may block.</param>
internal sealed class StorePing(Action ping, TimeProvider time)
{
    /// <summary>A probe waits for its answer, usually a second or a few: what takes longer is no answer.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<bool> _last = Task.FromResult(true);
    private long _askedAt = long.MinValue;

    public async Task<bool> AnswersAsync()
    {
        Task<bool> question;
        lock (_gate)
        {
            // One that still waits is not asked again: a database that does not answer must not gather questions.
            if (_last.IsCompleted && (_askedAt == long.MinValue || time.GetElapsedTime(_askedAt) >= Period))
            {
                _askedAt = time.GetTimestamp();
                _last = Task.Factory.StartNew(Ask, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            question = _last;
        }

        try
        {
            return await question.WaitAsync(AnswerLimit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool Ask()
    {
        try
        {
            ping();
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the committer says it in the log; here it is a no.
        catch (Exception)
        {
            return false;
        }
#pragma warning restore CA1031
    }
}
