using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace StreamAe.Numerics.Gpu.Devices;

/// <summary>What the groups of one multiprocessor share.</summary>
/// <param name="Threads">At once.</param>
/// <param name="SharedBytes">Of shared memory.</param>
internal sealed record MultiprocessorLimits(int Threads, int SharedBytes)
{
    /// <summary>Of compute capability 8.0 and 9.0; some devices have fewer.</summary>
    private const int MostGroups = 32;

    /// <summary>CUDA takes so much of each group's, from compute capability 8.0 on.</summary>
    private const int ReservedBytes = 1024;

    /// <summary>Null where the device does not tell.</summary>
    public static MultiprocessorLimits? Of(Accelerator accelerator) => accelerator is CudaAccelerator cuda
        ? new MultiprocessorLimits(cuda.MaxNumThreadsPerMultiprocessor, cuda.MaxSharedMemoryPerMultiprocessor)
        : null;

    /// <summary>The share of the threads that groups can fill, 0 to 1: an upper bound, since registers may let in fewer.</summary>
    /// <param name="groupSize">Threads.</param>
    /// <param name="sharedBytes">Of each group.</param>
    public double Occupancy(int groupSize, int sharedBytes)
    {
        int groups = Math.Min(Math.Min(MostGroups, Threads / groupSize), SharedBytes / (sharedBytes + ReservedBytes));
        return groups * groupSize / (double)Threads;
    }
}
