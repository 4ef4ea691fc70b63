/* The workload in plain C: one pass over persons a step, in blocks small enough for the first-level cache.
 *
 * Draws of a block come first, in loops that compilers turn into vector code; then one scalar loop does all
 * four phases for a person at a time. Each thread owns a slice of persons and its own sums by enterprise.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 1024
#define MAX_THREADS 64

typedef struct {
    int64_t persons, enterprises, steps;
    int64_t look_below;
    int64_t uniform_shift, effort_shift;
    uint64_t gamma, mix_1, mix_2;
    const uint64_t *keys; /* [steps][4]: look, job, effort, shop */
    int32_t *employer;
    int64_t *deposits_person, *deposits_enterprise, *inventory;
    const int64_t *wage, *productivity;
} Economy;

typedef struct {
    const Economy *economy;
    const uint64_t *key;
    int64_t from, to;
    int64_t *effort, *money; /* sums by enterprise of this thread */
} Slice;

static inline uint64_t mix(uint64_t z, uint64_t m1, uint64_t m2) {
    z = (z ^ (z >> 30)) * m1;
    z = (z ^ (z >> 27)) * m2;
    return z ^ (z >> 31);
}

static void draw(const Economy *e, uint64_t key, int64_t from, int64_t n, int64_t shift, uint32_t *restrict out) {
    const uint64_t gamma = e->gamma, m1 = e->mix_1, m2 = e->mix_2;
    for (int64_t i = 0; i < n; i++) out[i] = (uint32_t)(mix(key + (uint64_t)(from + i) * gamma, m1, m2) >> shift);
}

static void *run_slice(void *argument) {
    const Slice *s = argument;
    const Economy *e = s->economy;
    const uint64_t m = (uint64_t)e->enterprises;
    uint32_t look[BLOCK], effort[BLOCK], shop[BLOCK];
    memset(s->effort, 0, sizeof(int64_t) * m);
    memset(s->money, 0, sizeof(int64_t) * m);
    for (int64_t from = s->from; from < s->to; from += BLOCK) {
        int64_t n = s->to - from < BLOCK ? s->to - from : BLOCK;
        draw(e, s->key[0], from, n, e->uniform_shift, look);
        draw(e, s->key[2], from, n, e->effort_shift, effort);
        draw(e, s->key[3], from, n, e->uniform_shift, shop);
        int32_t *employer = e->employer + from;
        int64_t *deposits = e->deposits_person + from;
        for (int64_t i = 0; i < n; i++) {
            if (look[i] < e->look_below) {
                uint64_t bits = mix(s->key[1] + (uint64_t)(from + i) * e->gamma, e->mix_1, e->mix_2);
                employer[i] = (int32_t)((bits >> e->uniform_shift) * m >> 24);
            }
            int32_t j = employer[i];
            int64_t pay = e->wage[j] * effort[i] >> 10;
            int64_t have = deposits[i] + pay, spending = have >> 2;
            deposits[i] = have - spending;
            s->effort[j] += effort[i];
            s->money[j] -= pay;
            s->money[(uint64_t)shop[i] * m >> 24] += spending;
        }
    }
    return NULL;
}

static void add_sums(const Economy *e, const Slice *s) {
    for (int64_t j = 0; j < e->enterprises; j++) {
        e->inventory[j] += s->effort[j] * e->productivity[j];
        e->deposits_enterprise[j] += s->money[j];
    }
}

/* Runs all steps; returns 0, or 1 where memory or threads are lacking. */
int run_workload(const Economy *e, int threads) {
    Slice slices[MAX_THREADS];
    pthread_t handles[MAX_THREADS];
    if (threads < 1 || threads > MAX_THREADS) return 1;
    int64_t *sums = malloc(sizeof(int64_t) * 2 * (size_t)threads * (size_t)e->enterprises);
    if (!sums) return 1;
    for (int64_t step = 0; step < e->steps; step++) {
        for (int t = 0; t < threads; t++) {
            int64_t *own = sums + 2 * t * e->enterprises;
            slices[t] = (Slice){e, e->keys + 4 * step, e->persons * t / threads, e->persons * (t + 1) / threads,
                                own, own + e->enterprises};
            if (t > 0 && pthread_create(&handles[t], NULL, run_slice, &slices[t])) return 1;
        }
        run_slice(&slices[0]);
        for (int t = 1; t < threads; t++) pthread_join(handles[t], NULL);
        for (int t = 0; t < threads; t++) add_sums(e, &slices[t]);
    }
    free(sums);
    return 0;
}
